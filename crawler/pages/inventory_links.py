"""Links of a home page to its lists of cars, where the platform does not tell their paths."""

import re
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.pages.links import own
from crawler.pages.platform import Status

_ARTICLES = frozenset(("our", "all", "the", "view", "current", "available", "used", "classic"))
_CARS = frozenset(
    ("inventory", "cars", "cars-for-sale", "vehicles", "vehicles-for-sale", "for-sale", "listings",
     "showroom", "stock", "collection", "available", "automobiles", "inventory-list", "autos",
     "car-inventory", "vehicle-inventory", "cars-available", "buy-a-car")
)  # fmt: skip
_SHOPS = frozenset(("shop", "store", "shop-all", "products"))
_SOLD = frozenset(
    ("sold", "sold-cars", "sold-vehicles", "sold-inventory", "past-sales", "previously-sold",
     "recently-sold", "sold-archive", "cars-sold", "vehicles-sold", "archive", "past-inventory")
)  # fmt: skip


def inventory_links(
    page: Selector, url: str, *, shops: bool = False
) -> tuple[tuple[str, Status], ...]:
    """The lists that a page links to by whole words of their paths, each once, with what is in
    them: "/inventory", "/our-cars", "/sold". The site's navigation goes first, else any link.

    shops: whether "/shop" is one, too. Links with a query are filters of a list, and none.
    """
    for scope in ("//nav//a/@href|//header//a/@href", "//a/@href"):
        found: dict[str, Status] = {}
        for href in page.xpath(scope).getall():
            link = own(href, url)
            status = list_status(link, shops=shops) if link else None
            if link and status:
                parts = urlsplit(link)
                same = (
                    one for one in found if urlsplit(one).path.rstrip("/") == parts.path.rstrip("/")
                )
                if not any(same):
                    found[urlunsplit(parts)] = status
        if "for_sale" in found.values():
            return tuple(found.items())
    return ()


def list_status(link: str, *, shops: bool = False) -> Status | None:
    """What a list at that address holds, by the last part of its path; None for no list's path."""
    parts = urlsplit(link)
    word = parts.path.rstrip("/").rpartition("/")[2].casefold()
    if parts.query or not word:
        return None
    if word in _SOLD:
        return "sold"
    short = re.sub(rf"^(?:{'|'.join(sorted(_ARTICLES))})-", "", word)
    words = _CARS | _SHOPS if shops else _CARS
    return "for_sale" if word in words or short in words else None


def is_below_sold(url: str) -> bool:
    """Whether a page stands below a list of sold cars: "/sold/1967-ford-mustang"."""
    folders = urlsplit(url).path.strip("/").split("/")[:-1]
    return any(list_status(f"https://a/{folder}") == "sold" for folder in folders)
