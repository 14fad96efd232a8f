"""What all designs of dealers' sites share: a home page, two lists with a pager, vehicle pages."""

from dataclasses import replace
from decimal import Decimal
from html import escape
from typing import ClassVar

from crawler.items import Listing, Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.stock import CARS_A_PAGE, DealerFacts, Photo, Stock
from tests.web.pages import Page


class Design:
    """The pages of one dealer's site. A subclass gives the markup and what it states."""

    platform: ClassVar[str]  # the adapter that reads it
    title_only = False  # whether pages state year, make and model in the title alone
    has_sold_list = True  # else sold cars stay, marked, among the current ones
    marks_sold = True  # else a sold car is gone from the site
    lists_status = True  # whether the lists that are read tell the sold cars from the others
    tells_the_end = True  # whether a list says where it ends
    filler_vins = False  # whether some cars bear a filler for their VIN
    has_signs = True  # whether a dealer of this kind lists things that are no cars
    cars_a_page = CARS_A_PAGE
    current_path = "/"
    sold_path = "/"
    robots: tuple[str, ...] = ("User-agent: *", "Allow: /")
    shared_hosts: tuple[str, ...] = ()  # hosts of the vendor that answer for all its dealers

    def __init__(self, dealer: DealerFacts) -> None:
        self.dealer = dealer

    def suited(self, stock: list[Stock]) -> list[Stock]:
        """The stock as a site of this kind has it."""
        if not self.has_signs:
            stock = [one for one in stock if one.car]
        if not self.marks_sold:
            stock = [one for one in stock if not one.sold]
        if self.filler_vins:
            stock = [replace(one, filler_vin=one.number % 9 == 4) for one in stock]
        if not self.has_sold_list:
            stock = [
                replace(
                    one,
                    in_current_list=one.in_current_list or one.in_sold_list,
                    in_sold_list=False,
                )
                for one in stock
            ]
        return stock

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        """What is at `path`, or None where there is nothing. A POSTed body is query["(body)"]."""
        html = self.page(stock, path, query)
        return None if html is None else Page(body=html.encode())

    def answer_shared(
        self, host: str, stock: list[Stock], path: str, query: dict[str, str]
    ) -> Page | None:
        """What one of the `shared_hosts` has at `path` of this dealer; None where it has nothing,
        or another dealer's."""
        return None

    def list_requests(self, stock: list[Stock]) -> int:
        """How many requests the best way to all entries of the site's lists takes."""
        current = self.pages_of([one for one in stock if one.in_current_list])
        sold = self.pages_of([one for one in stock if one.in_sold_list])
        return len(current) + (len(sold) if self.has_sold_list else 0)

    def pages_of(self, shown: list[Stock]) -> list[list[Stock]]:
        """A list's things cut into its pages; an empty list is one page."""
        size = self.cars_a_page
        return [shown[i : i + size] for i in range(0, len(shown), size)] or [[]]

    def page(self, stock: list[Stock], path: str, query: dict[str, str]) -> str | None:
        """The HTML at `path`, or None where there is none."""
        if path == "/":
            return self.frame(self.dealer.name, self.home())
        lists = [(self.current_path, [one for one in stock if one.in_current_list])]
        if self.has_sold_list:
            lists.insert(0, (self.sold_path, [one for one in stock if one.in_sold_list]))
        for base, shown in lists:
            number = self.page_number(base, path, query)
            if number is not None:
                pages = self.pages_of(shown)
                if not 1 <= number <= len(pages):
                    return None
                # Every list page shows its first card twice, as themes with two layouts do.
                cards = [*pages[number - 1], *pages[number - 1][:1]]
                return self.frame("Inventory", self.list_page(cards, base, number, len(pages)))
        for i, one in enumerate(stock):
            if path == self.path(one):
                others = [other for other in stock if other is not one]
                return self.frame(one.title, self.vehicle_page(one, (others * 3)[i : i + 3]))
        return None

    def page_number(self, base: str, path: str, query: dict[str, str]) -> int | None:
        """Which page of the list at `base` a path means; None for none of it."""
        if path != base:
            return None
        text = query.get("page", "1")
        return int(text) if text.isdecimal() else 1

    def frame(self, title: str, body: str) -> str:
        """A whole page, with a social network's link first and the dealer's logo."""
        dealer = self.dealer
        return (
            f"<!doctype html><html><head><title>{escape(title)} | {escape(dealer.name)}</title>"
            "<style>.sold_overlay{color:red}.price.sold{display:none}</style></head><body>"
            f'<header><a href="https://www.facebook.com/{dealer.host}">Follow us</a>{self.logo()}'
            f"{self.member_link()}"
            f'<nav><a href="/">Home</a><a href="/about-our-cars">About</a>'
            f'<a href="{self.current_path}">Our cars</a>'
            f'<a href="/sell-your-car">Sell your car</a><a href="{self.sold_path}">Gone</a></nav>'
            f"</header>{body}<footer>{self.footer()}</footer></body></html>"
        )

    def home(self) -> str:
        """The home page's body."""
        return f"<h1>{escape(self.dealer.name)}</h1><p>Come in, the coffee is hot.</p>"

    def logo(self) -> str:
        """The dealer's logo, which is no photo of a car."""
        return '<img class="logo" src="/assets/logo.png" alt="logo">'

    def member_link(self) -> str:
        """The link to the dealer's page on Bring a Trailer, if it has one."""
        member = self.dealer.bat_member
        href = f"https://bringatrailer.com/member/{member}/"
        return f'<a href="{href}">Our auctions</a>' if member else ""

    def footer(self) -> str:
        """The foot of every page."""
        return '<a href="https://www.instagram.com/">Pictures</a>'

    def url(self, one: Stock) -> str:
        """The canonical URL of a thing's page."""
        return f"https://{self.dealer.host}{self.path(one)}"

    def photos(self, one: Stock) -> list[Photo]:
        """Its photos, in the gallery's order."""
        return [
            Photo(self.photo_url(one, i), i, 1600 + 10 * (i % 7), 1067 + i % 5)
            for i in range(1, one.photo_count + 1)
        ]

    def images(self, one: Stock) -> list[VehicleImage]:
        """The photos as the page states them."""
        return [VehicleImage(url=p.url, position=p.number) for p in self.photos(one)]

    def listing(self, one: Stock) -> Listing:
        """What a car's page states of its being offered."""
        price = self.stated_price(one)
        return Listing(
            url=self.url(one),
            source="dealer",
            title=self.stated_title(one),
            status="sold" if one.sold else "for_sale",
            asking_price=price,
            currency="USD" if price else None,
            stock_number=self.stated_stock_number(one),
        )

    def numbers(self, one: Stock) -> dict[str, str | None]:
        """The fields of a vehicle that its number fills, where pages print `one.number_text`."""
        car = None if one.filler_vin else one.car
        return {
            "vin": car.vin if car else None,
            "vin_text": one.number_text,
            "chassis_number": car.chassis_number if car else None,
        }

    def stated_title(self, one: Stock) -> str:
        """The title as the reader gives it."""
        return one.title

    def stated_price(self, one: Stock) -> Decimal | None:
        """The asking price, if vehicle pages of this design state one."""
        return one.price

    def stated_stock_number(self, one: Stock) -> str | None:
        """The stock number, if vehicle pages of this design state one."""
        return one.stock_number

    def path(self, one: Stock) -> str:
        """The path of a thing's page."""
        raise NotImplementedError

    def photo_url(self, one: Stock, i: int) -> str:
        """The original of its photo number `i`, from 1 on."""
        raise NotImplementedError

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        """The body of page `number` of `last` of the list at `base`."""
        raise NotImplementedError

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        """The body of a thing's page; `others` stand in its rail of similar cars."""
        raise NotImplementedError

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        """What its page states of the car."""
        raise NotImplementedError


def dollars(one: Stock, missing: str = "Call") -> str:
    """The asking price as dealers print it."""
    return f"${one.price:,.0f}" if one.price else missing


def overlay(one: Stock) -> str:
    """What themes leave behind on cars that are still there."""
    return "" if one.sold else "<!-- SOLD overlay <span class='sold'>Sold</span> -->"
