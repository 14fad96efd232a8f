"""What all designs of dealers' sites share: a home page, two lists with a pager, vehicle pages."""

from html import escape

from crawler.items import Vehicle, VehicleImage
from tests.web.cars import Car
from tests.web.dealers.stock import DealerFacts, Photo, Stock, pages_of


class Design:
    """The pages of one dealer's site. A subclass gives the markup and what it states."""

    title_only = False  # whether pages state year, make and model in the title alone
    current_path = "/"
    sold_path = "/"
    robots: tuple[str, ...] = ("User-agent: *", "Allow: /")

    def __init__(self, dealer: DealerFacts) -> None:
        self.dealer = dealer

    def page(self, stock: list[Stock], path: str, query: dict[str, str]) -> str | None:
        """The HTML at `path`, or None where there is none."""
        if path == "/":
            return self.frame(self.dealer.name, self.home())
        for base, shown in (
            (self.sold_path, [one for one in stock if one.in_sold_list]),
            (self.current_path, [one for one in stock if one.in_current_list]),
        ):
            number = self.page_number(base, path, query)
            if number is not None:
                pages = pages_of(shown)
                if not 1 <= number <= len(pages):
                    return None
                # Every list page shows its first card twice, as themes with two layouts do.
                cards = [*pages[number - 1], *pages[number - 1][:1]]
                return self.frame("Inventory", self.list_page(cards, base, number, len(pages)))
        for i, one in enumerate(stock):
            if path == self.path(one):
                others = [other for other in stock if other is not one]
                return self.frame(one.title, self.vehicle_page(one, (others * 2)[i : i + 3]))
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
