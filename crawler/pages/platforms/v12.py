"""V12 Software: `/inventory?page=N` with cards that label their fields.

A page past the end is the first one again: the list ends where the pager does. Many cars are "Call
for Price". "$" is the dollar of the site's market. Nothing is known of its robots.txt, of a list of
sold cars or of a mark of a sale.
"""

import re
from urllib.parse import parse_qs, urlsplit, urlunsplit

from parsel import Selector

from crawler.items import ListPage, ReadPage
from crawler.pages.challenge import refuse_challenge
from crawler.pages.element_text import first_text
from crawler.pages.links import own
from crawler.pages.listing_cards import Card, read_cards, refuse_silent_list
from crawler.pages.market import market_currency
from crawler.pages.other_cards import cut_cards
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import (
    gallery,
    is_sold_out,
    labelled_price,
    offered_price,
    read_shown,
    shown_price,
    vehicle_page,
)
from crawler.pages.site_url import bare_url
from crawler.pages.stated_vehicle import labelled_fields

_HOSTS = re.compile(r"//(?:[\w-]+\.)*v12(?:soft|software)\.com[/\"':]", re.IGNORECASE)
_CARDS = ".result-item"
_LIST_PATH = "/inventory"
_VEHICLE_PATH = re.compile(r"^/inventory/view/\d+(?:/[^/]*)?$")
_PAGE = re.compile(r"^\d{1,4}$", re.ASCII)
# transformations / user / vehicle / file, as the vendor's own photo builder writes them
_PHOTO = re.compile(
    r"^(https://res\.cloudinary\.com/v12ai/image/upload)/(?:[^/]*_[^/]*/)*(\d+)/(\d+)/([^/?]+)$"
)
_PLACEHOLDER = re.compile(r"coming[_-]?soon|no[_-]?(?:photo|image)", re.IGNORECASE)


class V12:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "v12"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts."""
        return bool(_HOSTS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """`/inventory`, which every site of the platform has."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        link = own(_LIST_PATH, url)
        return [(ListPage(link, "for_sale"),)] if link and "for_sale" in wanted else []

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The cards. Raises Unreadable for a page without any that does not say so.

        assumed: an empty list says in words that nothing was found.
        """
        refuse_challenge(text)
        selector = page_of(text)
        cut_rails(selector)
        cards = selector.css(_CARDS)
        refuse_silent_list(selector, len(cards))
        currency = market_currency(page.url)
        return read_cards(
            f"{self.name}_list",
            (_card(card, currency) for card in cards),
            page,
            listing_url=self._car_url,
            following=_next_url(selector, page.url),
        )

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The heading, labelled fields and markup of the page.

        assumed: a car's page labels its fields as the cards do.
        """
        refuse_challenge(text)
        page = page_of(text)
        cut_rails(page)
        cut_cards(page, _CARDS)
        shown = read_shown(page, url)
        currency = market_currency(url)
        price = offered_price(shown.offer) or labelled_price(page, currency)
        vehicle: list[str] = []

        def original(link: str) -> str | None:
            """Of the car of the first photo: the path names it."""
            photo = _PHOTO.match(link)
            if photo is None or _PLACEHOLDER.search(photo[4]):
                return None
            vehicle.append(photo[3])
            same = photo[3] == vehicle[0]
            return f"{photo[1]}/{photo[2]}/{photo[3]}/{photo[4]}" if same else None

        return vehicle_page(
            f"{self.name}_vehicle",
            self.listing_url(url),
            shown,
            sold=shown.marked_sold or is_sold_out(shown.offer),
            price=price or shown_price(page, ".result-item-pricing, .price", currency),
            images=gallery(page, url, original),
        )

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        return bare_url(url)

    def _car_url(self, link: str) -> str | None:
        url = self.listing_url(link)
        return url if _VEHICLE_PATH.match(urlsplit(url).path) else None


def _card(card: Selector, currency: str) -> Card:
    fields = labelled_fields(card)
    return Card(
        href=card.css(".result-item-title a::attr(href)").get(),
        title=first_text(card, ".result-item-title a"),
        price=shown_price(card, ".result-item-pricing", currency),
        stock_number=fields.get("stock_number"),
        vin=fields.get("vin"),
        mileage=fields.get("mileage"),
    )


def _next_url(page: Selector, url: str) -> str | None:
    """The list's next page, if its pager links one that is as far or further."""
    parts = urlsplit(url)
    linked = [own(href, url) for href in page.css("a::attr(href)").getall()]
    path = parts.path.rstrip("/")
    same = [link for link in linked if link and urlsplit(link).path.rstrip("/") == path]
    numbers = [_page_number(link) for link in same]
    following = _page_number(url) + 1
    if max(numbers, default=1) < following:
        return None
    return own(urlunsplit(parts._replace(query=f"page={following}", fragment="")), url)


def _page_number(url: str) -> int:
    stated = parse_qs(urlsplit(url).query).get("page", ["1"])[0]
    return int(stated) if _PAGE.match(stated) else 1


PLATFORM = V12()
