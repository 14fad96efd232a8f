"""DealerSync: the pages are a shell, the site's own JSON lists the cars.

`GET /Inventory/Search?IsSold=0&startIndex=N&results=50` gives ten cars (or what the site's theme
shows) whatever is asked for, and `totalResults`. `FinalPrice` is what the site advertises;
`InternetPrice` is what it was before incentives. A bare amount is in the currency of the
site's market.
Nothing is known of its robots.txt. `IsSold=1` is not asked for: nobody has seen its answer, and a
car's page has no known mark of a sale.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry
from crawler.pages.challenge import refuse_challenge
from crawler.pages.embedded_json import json_of, objects_of, text_of
from crawler.pages.entry_list import entry_list
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.market import market_currency
from crawler.pages.parsed_page import page_of
from crawler.pages.platform import Road, statuses
from crawler.pages.related_rails import cut_rails
from crawler.pages.shown_vehicle import (
    gallery,
    is_sold_out,
    labelled_price,
    offered_price,
    read_shown,
    vehicle_page,
)
from crawler.pages.site_url import bare_url
from crawler.pages.stated_vehicle import read_entry, stated_price

_HOSTS = re.compile(r"//(?:dealer-cdn|images)\.dealersync\.com[/\"']", re.IGNORECASE)
_SEARCH = "/Inventory/Search"
_VEHICLE_PATH = re.compile(r"^/[^/]+/detail/[^/]+/(\d+)$", re.IGNORECASE)
# dealer / "Photos" / vehicle / file
_PHOTO = re.compile(r"^https://images\.dealersync\.com/\d+/Photos/(\d+)/[^/?]+", re.IGNORECASE)


class DealerSync:
    """The adapter (see `crawler.pages.platform.Platform`)."""

    name = "dealer_sync"
    general = False

    def recognises(self, html: str) -> bool:
        """By the vendor's hosts of scripts and photos."""
        return bool(_HOSTS.search(html))

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The search that the site's own grid asks."""
        wanted = statuses(run_mode)
        refuse_challenge(html)
        if "for_sale" not in wanted:
            return []
        return [(ListPage(_search_url(url, 0), "for_sale"),)]

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """One answer of the search. Raises Unreadable for an answer without vehicles that is not
        the answer of an empty lot."""
        refuse_challenge(text)
        found = json_of(text)
        vehicles = found.get("vehicles") if isinstance(found, dict) else None
        total = text_of(found.get("totalResults")) if isinstance(found, dict) else None
        if not isinstance(vehicles, list) or found.get("Success") is False or not _is_count(total):
            raise Unreadable("an answer of the search without vehicles or their total")
        start = int(parse_qs(urlsplit(page.url).query).get("startIndex", ["0"])[0])
        if not vehicles and start < int(total or 0):
            raise Unreadable(f"no vehicles from {start} on, where the search counts {total}")
        after = start + len(vehicles)
        further: tuple[ListPage, ...] = ()
        if after < int(total or 0):
            further = (ListPage(_search_url(page.url, after), page.status),)
        entries = (self._entry(record, page) for record in objects_of(vehicles))
        return entry_list(f"{self.name}_list", entries, further)

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """The heading, labelled fields and markup of the page.

        assumed: a car's page shows its fields beside the usual labels; its photos' paths name the
        vehicle, as those of the search do.
        """
        refuse_challenge(text)
        page = page_of(text)
        cut_rails(page)
        shown = read_shown(page, url)
        found = _VEHICLE_PATH.match(urlsplit(self.listing_url(url)).path)

        def original(link: str) -> str | None:
            photo = _PHOTO.match(link)
            return photo[0] if photo and found and photo[1] == found[1] else None

        return vehicle_page(
            f"{self.name}_vehicle",
            self.listing_url(url),
            shown,
            sold=shown.marked_sold or is_sold_out(shown.offer),
            price=offered_price(shown.offer) or labelled_price(page, market_currency(url)),
            images=gallery(page, url, original),
        )

    def listing_url(self, url: str) -> str:
        """Without query and trailing slash."""
        return bare_url(url)

    def _entry(self, record: dict[str, Any], page: ListPage) -> InventoryEntry | UnreadEntry:
        link, title = self._link(record, page.url), _title(record)
        if link is None or title is None:
            why = f"a record without id or title: {text_of(record.get('StockNo'))}"
            return UnreadEntry(why=why)
        return read_entry(
            link,
            title,
            page.status,
            price=stated_price(record.get("FinalPrice"), market_currency(page.url)),
            stock_number=record.get("StockNo"),
            vin=record.get("Vin"),
            mileage=record.get("Mileage"),
        )

    def _link(self, record: dict[str, Any], url: str) -> str | None:
        """The car's page: where the record links it, else made of the id as the site does. The page
        answers by the id; the words before it are any."""
        stated = own(text_of(record.get("VehicleDetailUrl")), url)
        if stated:
            return self.listing_url(stated)
        number = text_of(record.get("VehicleId"))
        if number is None:
            return None
        words = (text_of(record.get(name)) for name in ("Year", "Make", "Model"))
        slug = "-".join(_slug(word) for word in words if word) or "vehicle"
        return own(f"/inventory/detail/{slug}/{number}", url)


def _search_url(url: str, start: int) -> str:
    query = urlencode({"IsSold": 0, "startIndex": start, "results": 50})
    return own(f"{_SEARCH}?{query}", url) or url


def _is_count(text: str | None) -> bool:
    return bool(re.fullmatch(r"\d{1,6}", text or ""))


def _title(record: dict[str, Any]) -> str | None:
    stated = text_of(record.get("VehicleTitle"))
    words = (text_of(record.get(name)) for name in ("Year", "Make", "Model", "Trim"))
    return stated or " ".join(word for word in words if word) or None


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "", re.sub(r"\s+", "-", text))


PLATFORM = DealerSync()
