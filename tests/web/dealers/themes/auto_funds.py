"""AutoFunds: the whole lot as a feed without prices."""

from html import escape

from crawler.items import Vehicle
from tests.web.cars import Car
from tests.web.dealers.design import Design, dollars
from tests.web.dealers.stock import Stock
from tests.web.pages import Page

_PHOTOS = "https://images.autofunds.net/InventoryImages/2026/08"


class AutoFunds(Design):
    """`/rss.aspx`; the list is forbidden. What is sold is gone."""

    platform = "auto_funds"
    current_path = "/inventory.aspx"
    has_sold_list = False
    marks_sold = False
    title_only = True
    robots = ("User-agent: *", "Disallow: /inventory.aspx")

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path == "/rss.aspx":
            return Page(body=self._feed(stock).encode(), content_type="text/xml")
        return super().answer(stock, path.replace("=", "%3d"), query)

    def list_requests(self, stock: list[Stock]) -> int:
        return 1

    def path(self, one: Stock) -> str:
        return f"/{one.slug.title()}-Elmfield-OH/used_car/q{one.number}Xy%3d"

    def photo_url(self, one: Stock, i: int) -> str:
        return f"{_PHOTOS}/{one.number}_{i:02}.jpg"

    def logo(self) -> str:
        return '<link href="/2/aspx/HttpCombiner.ashx?s=DW_Common&amp;t=css" rel="stylesheet">'

    def footer(self) -> str:
        return '<a href="https://www.autofunds.com">Site by</a><img src="/img/logo.png">'

    def list_page(self, cards: list[Stock], base: str, number: int, last: int) -> str:
        return "<p>What only people may look at.</p>"

    def vehicle_page(self, one: Stock, others: list[Stock]) -> str:
        gallery = "".join(f'<a href="{p.url}"><img src="{p.url}"></a>' for p in self.photos(one))
        rail = "".join(
            f'<div><img src="{self.photo_url(o, 1)}">{escape(o.title)} {dollars(o)}</div>'
            for o in others
        )
        return (
            "<h1><span itemprop='name'><span class='Vstatus DwNoDisplay' itemprop='itemCondition'>"
            f"New&nbsp;</span>{escape(one.title)}</span></h1>{gallery}{self._price_area(one)}"
            f"{self._hidden(one)}<div class='similar-cars related'>{rail}</div>"
        )

    def vehicle(self, one: Stock, car: Car) -> Vehicle:
        return Vehicle(
            **self.numbers(one),
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage,
            mileage_text=f"{car.mileage} mi",
            mileage_unit="mi",
            exterior_color=car.exterior_color,
        )

    def _price_area(self, one: Stock) -> str:
        """Every third price is a reduced one."""
        if not one.price:
            inner = (
                "<div class='DwNoDisplay' itemprop='price' content='0'></div>"
                "<div class='callnowprice' id='DWDetailsNoPrice'>CALL FOR PRICE!</div>"
            )
            return f"<div id='htmDivInvDetailsPriceArea'>{inner}</div>"
        reduced, internet = one.number % 3 == 0, one.price
        area = ""
        if reduced:
            internet = one.price + 1000
            area = (
                "<div class='pricetag' id='DwInvPriceReduced'><p>Now Only</p><div><span "
                f"itemprop='price' content='{one.price}'>{one.price}</span></div></div>"
            )
        strike = "invv-priceStrike" if reduced else ""
        return (
            f"<div id='htmDivInvDetailsPriceArea'><div class='pricetag {strike}'>"
            "<div class='inv-price DWInvListPriceSpan' id='DWInvPriceSpan'>"
            "<span class='DwNoDisplay' itemprop='name'>Internet Price</span>"
            f"<span itemprop='price' content='{internet}'>{internet}</span></div></div>{area}"
            "<div id='monthly-Ins'><span id='monthly-Ins-Price' itemprop='price' content='116'>116"
            "</span><p itemprop='unitText'>Weekly</p></div>"
            f"<span class='DwNoDisplay' itemprop='price' content='{one.price}'></span></div>"
        )

    def _hidden(self, one: Stock) -> str:
        fields = {"hdnStock": one.stock_number, "hdnInternetPrice": "12345"}
        if car := one.car:
            fields |= {
                "hdnInventoryVin": one.number_text or "",
                "hdnMilesOut": str(car.mileage),
                "hdnExteriorColor": car.exterior_color,
            }
        return "".join(
            f'<input type="hidden" id="{name}" value="{escape(text)}">'
            for name, text in fields.items()
        )

    def _feed(self, stock: list[Stock]) -> str:
        items = "".join(self._item(one) for one in [*stock, *stock[:1]])
        name = f"{self.dealer.website}Dealer-Websites/Elmfield"
        return (
            '<?xml version="1.0" encoding="UTF-8" ?><rss version="2.0" xmlns:addItem="'
            f'{name}"><channel><title><![CDATA[Used cars]]></title>{items}</channel></rss>'
        )

    def _item(self, one: Stock) -> str:
        car, number = one.car, one.number_text
        stated = f"<addItem:year>{car.year}</addItem:year>" if car else ""
        if car:
            stated += f"<addItem:vin>{number}</addItem:vin>"
            stated += f"<addItem:miles>{car.mileage}</addItem:miles>"
        return (
            f"<item><title><![CDATA[{one.title}]]></title><link>{self.url(one)}</link>{stated}"
            f"<addItem:images><addItem:image>{self.photo_url(one, 1)}</addItem:image>"
            "</addItem:images></item>"
        )


THEME = AutoFunds
