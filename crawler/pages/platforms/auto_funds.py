"""AutoFunds: the whole lot as a feed at `/rss.aspx`, without prices; the same cars in the sitemap.

robots.txt forbids the list (`/inventory.aspx`). On a vehicle's page the price stands in
`#htmDivInvDetailsPriceArea`: a reduced one ("Now Only"), which is below the Internet price, or that
one. A payment (`#monthly-Ins-Price`, monthly or weekly) is none, nor are the hidden fields of the
back office: buyers do not see them. Those that name the car itself are read. Condition marks are
often wrong, and how a sold car would be marked is not known.
"""

import re
from decimal import Decimal
from urllib.parse import urlsplit, urlunsplit

from lxml import etree
from parsel import Selector

from crawler.items import ListPage, ReadPage, VehicleImage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import first_text
from crawler.pages.embedded_json import text_of
from crawler.pages.errors import Unreadable
from crawler.pages.form_fields import cut_form_fields
from crawler.pages.links import own
from crawler.pages.listing_cards import Card, read_cards
from crawler.pages.market import market_currency
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.parsed_page import page_of
from crawler.pages.parsed_xml import xml_root
from crawler.pages.placeholder_photo import is_placeholder
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import Shown, gallery, vehicle_page
from crawler.pages.sitemap import is_sitemap, read_sitemap
from crawler.pages.stated_vehicle import labelled_fields, read_amount, read_stated, stated_price
from crawler.pages.structured_vehicle import Offer
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import Price

_MARKS = re.compile(
    r"//images\.autofunds\.net/|//(?:www\.)?autofunds\.com[/\"']|HttpCombiner\.ashx\?s=DW_",
    re.IGNORECASE,
)
_VEHICLE_PATH = re.compile(r"^/[^/]+/(?:used|new)_car/[^/]+$", re.IGNORECASE)
_PHOTO = re.compile(r"^https://images\.autofunds\.net/InventoryImages/[^?]+", re.IGNORECASE)
# The hidden fields that name the car.
_HIDDEN = {
    "vin": "hdnInventoryVin", "mileage": "hdnMilesOut", "exterior_color": "hdnExteriorColor",
    "interior_color": "hdnInteriorColor", "drivetrain": "hdnDriveTrain",
}  # fmt: skip
_AREA = "#htmDivInvDetailsPriceArea"
_INTERNET = "#DWInvPriceSpan, .DWInvListPriceSpan"
_REDUCED = "#DwInvPriceReduced"


class AutoFunds:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "auto_funds"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts and the address of its combined style sheets."""
        return bool(_MARKS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The feed, then the sitemap; none to sold cars."""
        if "for_sale" not in statuses(run_mode):
            return []
        refuse_challenge(html)
        site = urlsplit(own(url, url) or url)
        paths = ("/rss.aspx", "/sitemap.xml")
        return [
            (ListPage(urlunsplit(site._replace(path=path, query="")), "for_sale"),)
            for path in paths
        ]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The cars of the feed or of the sitemap. Raises Unreadable for a feed without the
        vendor's own namespace: other systems answer at that address with a blog."""
        refuse_challenge(text)
        if is_sitemap(text):
            return read_sitemap(text, page, name=f"{self.name}_list", listing_url=self._vehicle_url)
        root = xml_root(text, "item")
        if root.tag != "rss" or "addItem" not in root.nsmap:
            raise Unreadable("no feed of the vendor's")
        return read_cards(
            f"{self.name}_list",
            [_card(item) for item in root.iter("item")],
            page,
            listing_url=self._vehicle_url,
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """What the page shows beside labels and says of the car in its hidden fields. Raises
        Unreadable without a title, NotAVehicle for what is no car."""
        refuse_challenge(html)
        page = page_of(html)
        cut_rails(page)
        cut_form_fields(page)
        for unseen in page.css("h1 .DwNoDisplay"):
            unseen.drop()
        title = first_text(page, "h1")
        if title is None:
            raise Unreadable("no heading names the vehicle")
        hidden = {name: _hidden(page, field) for name, field in _HIDDEN.items()}
        stated = {name: text for name, text in hidden.items() if text}
        marked = {
            name: first_text(page, f"h1 [itemprop={prop}]")
            for name, prop in (("year", "vehicleModelDate"), ("make", "manufacturer"))
        }
        labels = labelled_fields(page)
        unit = {"mileage_unit": "mi"} if "mileage" in stated else {}
        vehicle = read_stated(title, marked | labels | stated | unit)
        refuse_not_a_car(title, vehicle)
        shown = Shown(
            title=title,
            vehicle=vehicle,
            offer=Offer(None, None, None),
            stock_number=_hidden(page, "hdnStock") or labels.get("stock_number"),
        )
        return vehicle_page(
            f"{self.name}_vehicle",
            self.listing_url(url),
            shown,
            sold=bool(page.css(f"{_AREA} ~ * [href$=SoldOut], {_AREA} [href$=SoldOut]")),
            price=_price(page, market_currency(url)),
            images=_images(page, url),
        )

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash. Its last part is an encoded number ("…%3d")."""
        parts = urlsplit(own(url, url) or url)
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") or "/", query=""))

    def _vehicle_url(self, url: str) -> str | None:
        canonical = self.listing_url(url)
        return canonical if _VEHICLE_PATH.match(urlsplit(canonical).path) else None


def _card(item: etree._Element) -> Card:
    """Miles are named so by the feed itself. It states no price."""
    texts = {
        str(child.tag).rpartition("}")[2]: squeeze(child.text or "")
        for child in item.iterchildren(etree.Element)
    }
    return Card(
        href=texts.get("link"),
        title=text_of(texts.get("title")),
        vin=texts.get("vin"),
        mileage=texts.get("miles"),
        mileage_unit="mi",
    )


def _hidden(page: Selector, field: str) -> str | None:
    return text_of(page.css(f"input#{field}::attr(value)").get())


def _price(page: Selector, currency: str) -> Price | None:
    """The advertised amount. None where the page states several under one label, a reduction that
    is none, or another amount for the whole offer."""
    internet = _amounts(page, f"{_AREA} {_INTERNET.replace(', ', f', {_AREA} ')}")
    reduced = _amounts(page, f"{_AREA} {_REDUCED}")
    offered = {
        amount
        for text in page.css(f"{_AREA} .DwNoDisplay[itemprop=price]::attr(content)").getall()
        if (amount := read_amount(text))
    }
    if len(internet) != 1 or len(reduced) > 1:
        return None
    (asked,) = internet
    if reduced:
        (asked,) = reduced
        if asked > max(internet):
            return None
    elif page.css(f"{_AREA} .invv-priceStrike"):
        return None
    return stated_price(asked, currency) if offered <= {asked} else None


def _amounts(page: Selector, css: str) -> set[Decimal]:
    texts = page.css(css).css("[itemprop=price]::attr(content)").getall()
    return {amount for amount in map(read_amount, texts) if amount}


def _images(page: Selector, url: str) -> tuple[VehicleImage, ...]:
    def photo(link: str) -> str | None:
        found = _PHOTO.match(link)
        return found[0] if found and not is_placeholder(link) else None

    return gallery(page, url, photo)


PLATFORM = AutoFunds()
