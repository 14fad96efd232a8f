"""DealerCenter's dealer websites (DWS): WordPress pages around the vendor's widgets.

robots.txt forbids the widgets' JSON (`/inv-scripts-v2/`) and the list's pager (`?page_no=`): the
sitemap is the way to all cars, and of the list only its first page can be asked for. Sold cars may
stay, at their own address or under `…/sold/<id>/`; the vehicle's page says so in
`dwsClientData.vehicleStatusInventory`. "$" and bare amounts are in the currency
of the site's market.
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.listing_cards import read_cards
from crawler.pages.market import market_currency
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.platforms.dealer_center.cards import found_cards, stated_count, stated_pages
from crawler.pages.platforms.dealer_center.vehicle_page import read_vehicle_page
from crawler.pages.related_rails import cut_rails
from crawler.pages.sitemap import is_sitemap, read_sitemap
from crawler.pages.struck_prices import cut_struck_prices

# In JSON the slashes of a URL are escaped.
_MARKS = re.compile(
    r"/\\?/(?:(?:[\w-]+\.)*dealercenterwsstatic\.net|imagescf\.dealercenter\.net)[\\/\"']"
    r"|DWS_Async_Vehicle_Listing_Settings"
    r"|/\\?/dcdws\.blob\.core\.windows\.net\\?/dws-\d+-\d+-media\b",
    re.IGNORECASE,
)
_SITEMAP = "/sitemap_index.xml"
_LIST = "/inventory/"
# The base is a setting of the site, "inventory" unless the dealer chose another word.
_BASE = r"(?:(?:our|used|current|pre-owned)-)?(?:inventory|vehicles|cars)"
_LIST_PATH = re.compile(rf"^/{_BASE}/?$")
_VEHICLE_PATH = re.compile(rf"^/{_BASE}/[^/]+/[^/]+/(?P<sold>sold/)?[^/]+/?$")
# Of the parts of WordPress's sitemap the vehicles' own, as inventory_usedcars-sitemap.xml.
_VEHICLE_PART = re.compile(r"inventory|vehicle|cars", re.IGNORECASE)


class DealerCenter:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "dealer_center"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts and the list's settings; the vendor's name is that of a program
        that dealers on other platforms use, too."""
        return bool(_MARKS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The sitemap, then the first page of the list; both hold what is for sale and sold."""
        statuses(run_mode)
        refuse_challenge(html)
        hrefs = page_of(html).css("a::attr(href)").getall()
        links = [link for link in (own(href, url) for href in hrefs) if link]
        paths = (urlsplit(link).path for link in links)
        listed = next((path for path in paths if _LIST_PATH.match(path)), _LIST)
        site = urlsplit(own(url, url) or url)
        return [
            (ListPage(urlunsplit(site._replace(path=path, query=""))),)
            for path in (_SITEMAP, listed)
        ]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """The sitemap or one of its parts, or the first page of the list. A sitemap's entry is
        sold where its URL says so, else its status is None.

        The list says how many cars it has: what its first page does not show is unread. Raises
        Unreadable for a sitemap without a part of vehicles, for a list whose cards the site has
        yet to fill in, and for one of which more than a tenth of the cards cannot be read.
        """
        refuse_challenge(text)
        name = f"{self.name}_list"
        if is_sitemap(text):
            return self._read_sitemap(text, page, name)
        selector = page_of(text)
        cut_rails(selector)
        cut_struck_prices(selector)
        cards = found_cards(selector, market_currency(page.url))
        count = stated_count(selector)
        if cards is None:
            raise Unreadable("no inventory container of a known layout")
        if not cards and count != 0 and stated_pages(selector) != 0:
            raise Unreadable("a list without cards that does not say that it is empty")
        read = read_cards(name, cards, page, listing_url=self._vehicle_url, marks_sold=True)
        shown = len(read.items) + len(read.unread)
        return replace(
            read, unread=(*read.unread, *_not_shown(count, stated_pages(selector), shown))
        )

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """JSON-LD, the page's record for statistics and its shown fields. Raises Unreadable for a
        page of no vehicle, or of one without a title or of an unknown status; NotAVehicle for
        automobilia."""
        refuse_challenge(html)
        items = read_vehicle_page(html, url, self.listing_url(url))
        return ReadPage(page=f"{self.name}_vehicle", items=items)

    def listing_url(self, url: str) -> str:
        """Without query, with the trailing slash that the site's own links have."""
        parts = urlsplit(own(url, url) or url)
        return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/", query=""))

    def _read_sitemap(self, text: str, page: ListPage, name: str) -> ReadPage:
        read = read_sitemap(
            text, page, name=name, listing_url=self._vehicle_url, part=_VEHICLE_PART
        )
        if urlsplit(page.url).path == _SITEMAP and not read.items and not read.further:
            raise Unreadable("the sitemap names no vehicles")
        entries = [item for item in read.items if isinstance(item, InventoryEntry)]
        return replace(
            read,
            items=tuple(
                replace(entry, status="sold") if _is_sold_path(entry.url) else entry
                for entry in entries
            ),
        )

    def _vehicle_url(self, url: str) -> str | None:
        return self.listing_url(url) if _VEHICLE_PATH.match(urlsplit(url).path) else None


def _is_sold_path(url: str) -> bool:
    found = _VEHICLE_PATH.match(urlsplit(url).path)
    return bool(found and found["sold"])


def _not_shown(count: int | None, pages: int | None, shown: int) -> tuple[UnreadEntry, ...]:
    """One entry that tells of the cars on the pages that robots.txt forbids, if there are any."""
    if count is not None and count > shown:
        return (UnreadEntry(why=f"{count} vehicles are stated, the first page shows {shown}"),)
    if count is None and pages is not None and pages > 1:
        return (UnreadEntry(why=f"{pages} pages are stated, only the first may be asked for"),)
    return ()


PLATFORM = DealerCenter()
