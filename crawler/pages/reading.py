"""Which page object reads a page: by its host, and for dealers by their site's platform."""

from urllib.parse import urlsplit

from crawler.items import ReadPage
from crawler.pages import bring_a_trailer, classic_com
from crawler.pages.errors import NotAVehicle, PageError, Unreadable
from crawler.pages.platforms import PLATFORMS, Platform, platform_named, recognise
from crawler.pages.text import canonical_url


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def canonical_listing_url(url: str) -> str:
    """A listing's URL in its site's canonical form. Raises ValueError for no http(s) URL."""
    if _host(url) == bring_a_trailer.HOST:
        return bring_a_trailer.canonical_lot_url(url)
    return canonical_url(url)


def read_listing(html: str, url: str, platform: str | None = None) -> ReadPage:
    """The page of one listing. platform: the dealer's, where the inventory told it; else it is
    recognised by the page itself."""
    if _host(url) == bring_a_trailer.HOST:
        return bring_a_trailer.read_lot(html, url)
    if platform in PLATFORMS:
        return platform_named(platform).read_vehicle(html, url)
    return _recognised(html).read_vehicle(html, url)


def _recognised(html: str) -> Platform:
    platform = recognise(html)
    if platform is None:
        raise Unreadable("no platform's marks on the page, or those of two")
    return platform


def read_page(html: str, url: str) -> ReadPage:
    """Any page that the spiders read, by its URL and marks. Raises PageError."""
    host, path = _host(url), urlsplit(url).path
    if host == bring_a_trailer.HOST:
        if path.rstrip("/") == "/auctions":
            return bring_a_trailer.read_board(html, url)
        if path.rstrip("/") in ("/auctions/results", bring_a_trailer.FILTER_PATH):
            return bring_a_trailer.read_results(html, url).page
        return bring_a_trailer.read_lot(html, url)
    if host == _host(f"https://{classic_com.HOST}"):
        if path.startswith("/data"):
            return classic_com.read_directory(html, url)
        return classic_com.read_profile(html, url)
    platform = _recognised(html)
    try:
        return platform.read_vehicle(html, url)
    except (NotAVehicle, Unreadable) as no_vehicle:
        try:
            return platform.read_list(html, url, "for_sale")
        except PageError:
            raise no_vehicle from None
