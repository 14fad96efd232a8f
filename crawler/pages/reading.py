"""Which page object reads a page: by its host, and for dealers by their site's platform."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.items import ListPage, ReadPage
from crawler.pages import bring_a_trailer, classic_com
from crawler.pages.errors import NotAVehicle, PageError, Unreadable
from crawler.pages.platforms import PLATFORMS, Platform, Road, platform_named, recognise
from crawler.pages.text import canonical_url

_CLASSIC_COM = classic_com.HOST.removeprefix("www.")
# The paths under which servers give a site's home page.
_HOME = re.compile(r"/?$|/(?:home|(?:index|default|home)\.\w+)/?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """A dealer's home page. page: the page class; roads: the ways to its lists, the best first."""

    page: str
    roads: tuple[Road, ...]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def canonical_listing_url(url: str) -> str:
    """A listing's URL in its site's canonical form. Raises ValueError for no http(s) URL."""
    if _host(url) == bring_a_trailer.HOST:
        return bring_a_trailer.canonical_lot_url(url)
    if _is_vehicle_of_classic_com(url):
        return classic_com.canonical_vehicle_url(url)
    return canonical_url(url)


def read_listing(html: str, url: str, platform: str | None = None) -> ReadPage:
    """The page of one listing. platform: the dealer's, where the inventory told it; else it is
    recognised by the page itself."""
    if _host(url) == bring_a_trailer.HOST:
        return bring_a_trailer.read_lot(html, url)
    if _host(url) == _CLASSIC_COM:
        if not _is_vehicle_of_classic_com(url):
            raise Unreadable("a page of Classic.com that is no vehicle's")
        return classic_com.read_vehicle(html, url)
    if platform in PLATFORMS:
        return platform_named(platform).read_vehicle(html, url)
    return _recognised(html).read_vehicle(html, url)


def _is_vehicle_of_classic_com(url: str) -> bool:
    try:
        classic_com.canonical_vehicle_url(url)
    except ValueError:
        return False
    return True


def _read_classic_com(html: str, url: str) -> ReadPage:
    """The directory, a car's page, or a seller's profile: its Business and the cars that it
    lists."""
    if urlsplit(url).path.rstrip("/") == "/data":
        return classic_com.read_directory(html, url)
    if _is_vehicle_of_classic_com(url):
        return classic_com.read_vehicle(html, url)
    try:
        classic_com.canonical_profile_url(url)
    except ValueError as no_profile:
        raise Unreadable(str(no_profile)) from None
    profile = classic_com.read_profile(html, url)
    try:
        listed = classic_com.read_inventory(html, ListPage(url))
    except Unreadable:
        return profile  # who the seller is stands there, whatever its list is like
    return replace(
        profile,
        items=(*profile.items, *listed.items),
        further=listed.further,
        unread=listed.unread,
    )


def _recognised(html: str) -> Platform:
    platform = recognise(html)
    if platform is None:
        raise Unreadable("no platform's marks on the page, or those of two")
    return platform


def read_page(
    text: str, url: str, platform: str | None = None, *, as_list: bool = False
) -> ReadPage:
    """Any page that the spiders read, by its URL and marks, a dealer's as a vehicle's page or else
    as a list; a list's status, which nobody tells here, is unknown.

    platform: a name of PLATFORMS, whose reader is taken whatever URL and marks say: feeds,
    sitemaps and records bear no marks. as_list: a dealer's page is read as a list alone.

    Raises PageError; KeyError for a platform that is none; ValueError for a URL that is none, and
    for `as_list` on a site whose URLs tell what its pages are.
    """
    if platform is not None:
        return _read_dealer(platform_named(platform), text, url, as_list=as_list)
    host, path = _host(url), urlsplit(url).path
    if as_list and host in (bring_a_trailer.HOST, _CLASSIC_COM):
        raise ValueError(f"which pages of {host} are lists is told by their URLs")
    if host == bring_a_trailer.HOST:
        if path.rstrip("/") == "/auctions":
            return bring_a_trailer.read_board(text, url)
        if path.rstrip("/") in ("/auctions/results", bring_a_trailer.FILTER_PATH):
            return bring_a_trailer.read_results(text, url).page
        return bring_a_trailer.read_lot(text, url)
    if host == _CLASSIC_COM:
        return _read_classic_com(text, url)
    return _read_dealer(_recognised(text), text, url, as_list=as_list)


def _read_dealer(platform: Platform, text: str, url: str, *, as_list: bool) -> ReadPage:
    if as_list:
        return platform.read_list(text, ListPage(url))
    try:
        return platform.read_vehicle(text, url)
    except (NotAVehicle, Unreadable) as no_vehicle:
        try:
            return platform.read_list(text, ListPage(url))
        except PageError:
            raise no_vehicle from None


def read_home(html: str, url: str) -> HomePage | None:
    """The ways from a dealer's home page to all its lists. None for any other page, by its path
    (each page of a site leads to its lists), and where no platform is recognised, or no list found.
    """
    if _host(url) in (bring_a_trailer.HOST, _CLASSIC_COM) or not _HOME.match(urlsplit(url).path):
        return None
    platform = recognise(html)
    roads = platform.roads(html, url, "both") if platform else []
    return (
        HomePage(page=f"{platform.name}_home", roads=tuple(roads)) if platform and roads else None
    )
