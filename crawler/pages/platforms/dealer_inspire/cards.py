"""The cards of Dealer Inspire's lists, in both templates: `.hit-content` with the VIN in an
attribute (its rows may stand there twice), and `.vehicle`, where the VIN ends the link alone."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from parsel import Selector

from crawler.pages.element_text import element_text
from crawler.pages.embedded_json import text_of
from crawler.pages.links import own
from crawler.pages.listing_cards import Card
from crawler.pages.market import market_currency
from crawler.pages.platforms.dealer_inspire.price_rows import advertised_price, price_texts

_VIN = re.compile(r"-([A-HJ-NPR-Z0-9]{17})/?$", re.IGNORECASE)
_CARDS = ".hit-content"
_AROUND = "ancestor-or-self::*[contains(concat(' ', normalize-space(@class), ' '), ' vehicle ')][1]"


def found_cards(page: Selector, url: str, vehicle_url: Callable[[str], str | None]) -> list[Card]:
    """The cards of the template that the page has, in its order, copies too; empty where there is
    no link to a vehicle. vehicle_url: a vehicle's canonical URL, None for other pages."""
    framed, currency = page.css(_CARDS), market_currency(url)
    if framed:
        return [_card(card, _links(card, url, vehicle_url), currency) for card in framed]
    cars: dict[str, list[Selector]] = {}
    for link in page.css("a[href]"):
        href = own(link.xpath("@href").get(), url)
        if href and (car := vehicle_url(href)):
            cars.setdefault(car, []).append(link)
    return [
        _card(next(iter(links[0].xpath(_AROUND)), None), links, currency) for links in cars.values()
    ]


def _links(card: Selector, url: str, vehicle_url: Callable[[str], str | None]) -> list[Selector]:
    links = ((link, own(link.xpath("@href").get(), url)) for link in card.css("a[href]"))
    return [link for link, href in links if href and vehicle_url(href)]


def _card(card: Selector | None, links: list[Selector], currency: str) -> Card:
    """The card around the links to one vehicle; without a frame only they tell of it."""
    titles = (element_text(link) or link.xpath("@title").get() for link in links)
    href = links[0].xpath("@href").get() if links else None
    slug = _VIN.search(urlsplit(href or "").path)
    stated = card.css("[data-vin]::attr(data-vin)").get() if card is not None else None
    prices = " ".join(price_texts(card)) if card is not None else ""
    return Card(
        href=href,
        title=next((title for title in titles if title and re.search(r"\d{4}", title)), None),
        price=advertised_price(prices, currency),
        vin=text_of(stated) or (slug[1].upper() if slug else None),
    )
