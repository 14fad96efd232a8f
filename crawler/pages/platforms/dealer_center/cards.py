"""The cards of DealerCenter's list, in its two layouts.

The older one (`.dws-vehicle-listing-item`) prints every car twice, as a list and as a grid for
small screens; the newer one (`.vehicle-container`) keeps its figures in data attributes.
"""

import re

from parsel import Selector

from crawler.pages.element_text import first_text
from crawler.pages.embedded_json import text_of
from crawler.pages.listing_cards import Card
from crawler.pages.stated_vehicle import stated_price
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import Price, read_price

_CONTAINERS = ".dws-vehicle-listing-widget, .dws-vehicle-listing-container, [data-total-pages]"
_COUNT = re.compile(r"\bPage \d+ of \d+ \((\d+) vehicles?\)", re.IGNORECASE)
_SOLD = ".dws-vehicle-sold-label:not([style*=none]):not([hidden])"
_VIN_ID = "vehicle-id-"


def found_cards(page: Selector, currency: str) -> list[Card] | None:
    """The cards of either layout in page order, copies too, template blocks left out; None where
    the page has neither a card nor a list's container. currency: of the site's market."""
    older, newer = page.css(".dws-vehicle-listing-item"), page.css(".vehicle-container")
    if not older and not newer and not page.css(_CONTAINERS):
        return None
    return [
        *(_older(card, currency) for card in older if not _is_template(card)),
        *(_newer(card, currency) for card in newer if not _is_template(card)),
    ]


def stated_count(page: Selector) -> int | None:
    """How many vehicles the pager says that all pages have together; None where it does not."""
    for text in page.xpath("//text()[contains(., 'vehicle') and contains(., 'Page')]").getall():
        if found := _COUNT.search(squeeze(text)):
            return int(found[1])
    return None


def stated_pages(page: Selector) -> int | None:
    """How many pages the list says it has; None where it does not."""
    text = page.css("[data-total-pages]::attr(data-total-pages)").get() or ""
    return int(text) if re.fullmatch(r"\d{1,6}", text) else None


def _is_template(card: Selector) -> bool:
    """Whether nobody filled in the slots of its title or link."""
    titles = card.css(".dws-vehicle-listing-item-title, a.vehicle-title")
    return any("{{" in text for text in titles.xpath(".//text()|.//@href|@href").getall())


def _older(card: Selector, currency: str) -> Card:
    link = card.css(".dws-vehicle-listing-item-title a, a.dws-vehicle-view-detail-link")
    marks = card.css("[data-vehicle-vin], [data-vehicle-stock-no]")
    return Card(
        href=link.xpath("@href").get(),
        # The link's own text: a hidden copy of it stands inside.
        title=_words(card.css(".dws-vehicle-listing-item-title a").xpath("./text()").getall()),
        sold=bool(card.css(_SOLD)),
        price=read_price(first_text(card, ".dws-vehicle-price-value") or "", currency),
        stock_number=text_of(marks.xpath("@data-vehicle-stock-no").get())
        or _field(card, "stock-number"),
        vin=text_of(marks.xpath("@data-vehicle-vin").get()) or _field(card, "vin"),
        mileage=_field(card, "mileage"),
    )


def _newer(card: Selector, currency: str) -> Card:
    slider, title = card.css(".dws-vlp-media-slider"), card.css("a.vehicle-title")
    return Card(
        href=slider.xpath("@data-vdp-url").get() or title.xpath("@href").get(),
        title=_words(title.xpath(".//text()").getall()),
        sold=bool(card.css(_SOLD)),
        price=_newer_price(card, currency),
        stock_number=text_of(slider.xpath("@data-stock-number").get()),
        vin=text_of((card.xpath("@data-vehicle-id").get() or "").removeprefix(_VIN_ID)),
        mileage=first_text(card, ".vehicle-field-odometer .vehicle-info-value"),
    )


def _newer_price(card: Selector, currency: str) -> Price | None:
    """The price after a reduction, else the vehicle's price; never one with the dealer's fees: what
    is higher than the vehicle's price is no reduction of it."""
    fees = card.css(".dws-price-fee-label")
    price = stated_price(fees.xpath("@data-vehicle-price").get(), currency)
    total = stated_price(fees.xpath("@data-total-price").get(), currency)
    shown = (
        read_price(first_text(card, css) or "", currency)
        for css in (
            ".vehicle-price-sale-container .vehicle-price-value",
            ".vehicle-price-col:not(.text-line-through) .vehicle-price-value",
        )
    )
    most = price.amount if price else None
    known = (one for one in shown if one and (one == price or one != total))
    return next((one for one in known if most is None or one.amount <= most), price)


def _field(card: Selector, name: str) -> str | None:
    return first_text(card, f".dws-vehicle-field-{name} .dws-vehicle-listing-item-field-value")


def _words(texts: list[str]) -> str | None:
    return text_of(" ".join(texts))
