"""Motorious (buy.motorious.com), Speed Digital's marketplace: `/inventory/dealer/<Name>` lists one
dealer's cars, which dealers without a list of their own link to.

Its classes are hashed (`styles-module__vehicle___1aP0O`): they are told by their beginnings. A card
prints the model apart from year and make, a price or "Inquire for Price". The market is the US: "$"
is USD. Nothing is known of its robots.txt, its vehicle pages and its pager: a list may go on as it
is scrolled, so it is never taken for whole.
"""

import re
from urllib.parse import urlsplit

from parsel import Selector

from crawler.items import ListPage, ReadPage, UnreadEntry
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import attribute
from crawler.pages.errors import Unreadable
from crawler.pages.links import absolute, own
from crawler.pages.listing_cards import Card, read_cards
from crawler.pages.other_cards import cut_cards
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import (
    is_sold_out,
    labelled_price,
    offered_price,
    read_shown,
    shown_price,
    vehicle_page,
)
from crawler.pages.site_url import bare_url
from crawler.pages.speed_digital import is_marketplace, read_photos
from crawler.pages.text import squeeze

_HOST = "buy.motorious.com"
_CURRENCY = "USD"
_ANY_SITE = "https://site.invalid/"  # what a page's relative links are resolved by
_DEALER_PATH = re.compile(r"^/inventory/dealer/[^/]+$")
_VEHICLE_PATH = re.compile(r"^/vehicles/\d+/[^/]+$")
_OWN_LIST = re.compile(r"/(?:inventory|vehicles|cars(?:-for-sale)?|showroom|stock)(?:/sold)?/?$")


def _class(name: str) -> str:
    """Elements with a class of that name, whatever its module and hash."""
    return f"[class*='-module__{name}___']"


_CARDS = f"a{_class('vehicle')}"
_PRICE = f"{_class('vehiclePrice')}, {_class('price')}"


class Motorious:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "motorious"
    general = False

    def recognises(self, html: str) -> bool:
        """By the marketplace's own address; of a dealer's site, by a link to its inventory there
        where it links no inventory of its own and bears no mark of the vendor's sites."""
        if is_marketplace(html):
            return True
        if _HOST not in html or re.search(r"//cdn(?:-dev)?\.dealeraccelerate\.", html):
            return False
        return bool(_dealers_lists(html, "")) and not _has_own_list(html)

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The dealer's inventory on the marketplace: the page itself, or those that it links."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        if "for_sale" not in wanted:
            return []
        here = absolute(url, url)
        lists = [here] if here and _is_dealers_list(here) else _dealers_lists(html, url)
        return [tuple(ListPage(link, "for_sale") for link in lists)] if lists else []

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The cards of the feed. Raises Unreadable where there is no feed."""
        refuse_challenge(text)
        selector = page_of(text)
        cut_rails(selector)
        if not selector.css(_class("feed")):
            raise Unreadable("no feed of vehicles")
        following = own(selector.css("a[rel=next]::attr(href)").get(), page.url)
        # More may come as the list is scrolled: what is not here is not gone for that.
        unread = [] if following else [UnreadEntry(why="nothing tells where the list ends")]
        return read_cards(
            f"{self.name}_list",
            map(_card, selector.css(_CARDS)),
            page,
            listing_url=self._car_url,
            following=following,
            unread=unread,
        )

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The heading, labelled fields and markup of the page, and the photos of its car.

        assumed: a vehicle's page bears the classes of the cards, and states its fields beside the
        usual labels.
        """
        refuse_challenge(text)
        page = page_of(text)
        cut_rails(page)
        cut_cards(page, _CARDS)
        shown = read_shown(page, url)
        price = offered_price(shown.offer) or labelled_price(page, _CURRENCY)
        return vehicle_page(
            f"{self.name}_vehicle",
            self.listing_url(url),
            shown,
            sold=shown.marked_sold or is_sold_out(shown.offer) or _is_marked_sold(page),
            price=price or shown_price(page, _PRICE, _CURRENCY),
            images=read_photos(page),
        )

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        return bare_url(url)

    def _car_url(self, link: str) -> str | None:
        url = self.listing_url(link)
        return url if _VEHICLE_PATH.match(urlsplit(url).path) else None


def _card(card: Selector) -> Card:
    return Card(
        href=attribute(card, "href"),
        title=_title(card),
        sold=_is_marked_sold(card),
        price=shown_price(card, _PRICE, _CURRENCY),
    )


def _is_dealers_list(link: str) -> bool:
    parts = urlsplit(link)
    return parts.hostname == _HOST and bool(_DEALER_PATH.match(parts.path.rstrip("/")))


def _dealers_lists(html: str, url: str) -> list[str]:
    hrefs = page_of(html).css("a::attr(href)").getall()
    links = (absolute(href, url) for href in hrefs)
    return list(dict.fromkeys(link for link in links if link and _is_dealers_list(link)))


def _has_own_list(html: str) -> bool:
    """Whether a relative link leads to an inventory."""
    hrefs = page_of(html).css("a::attr(href)").getall()
    links = (own(href, _ANY_SITE) for href in hrefs)
    return any(link and _OWN_LIST.search(urlsplit(link).path) for link in links)


def _is_marked_sold(scope: Selector) -> bool:
    marks = scope.css(_class("vehicleStatus"))
    words = (squeeze(" ".join(one.xpath(".//text()").getall())) for one in marks)
    return any(word.casefold() == "sold" for word in words)


def _title(card: Selector) -> str | None:
    """Year and make, then the model, which stands before them on the card."""
    date = card.css(_class("vehicleDate")).xpath(".//text()").getall()
    name = card.css(f"{_class('vehicleName')} > span[title]::attr(title)").get()
    words = squeeze(f"{' '.join(date)} {name or ''}")
    return words if name and words else None


PLATFORM = Motorious()
