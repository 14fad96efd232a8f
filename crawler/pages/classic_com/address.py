"""Where Classic.com's pages stand."""

import re
from urllib.parse import urlencode, urlsplit

from crawler.pages.errors import Unreadable
from crawler.pages.links import host_without_www

HOST = "www.classic.com"
DIRECTORY_FILTERS = ("all", "dealers", "auction_houses")

DIRECTORY_PATH = "/data"

_PROFILE = re.compile(r"^/(s|dealers?|auction-houses?)/([^/\s]+)/?$")
_VEHICLE = re.compile(r"^/veh/([^/\s]+)/?$")


def directory_url(filter: str, page: int) -> str:
    """The directory's page, from 1 on, of one of DIRECTORY_FILTERS; ValueError for another."""
    if filter not in DIRECTORY_FILTERS:
        raise ValueError(f"filter {filter!r} is none of {', '.join(DIRECTORY_FILTERS)}")
    return f"https://{HOST}{DIRECTORY_PATH}?{urlencode({'filter': filter, 'page': page})}"


def canonical_profile_url(url: str) -> str:
    """https://www.classic.com/s/<slug>/: with a trailing slash, without query. Raises ValueError
    for a URL that is no seller's profile."""
    found = _PROFILE.match(urlsplit(url).path)
    if not found or not is_classic_com(url):
        raise ValueError(f"not a profile of Classic.com: {url!r}")
    return f"https://{HOST}/{found[1]}/{found[2]}/"


def own_profile_url(url: str) -> str:
    """`canonical_profile_url` of a page that was read as a profile. Raises Unreadable where the
    site led to a page that is none."""
    try:
        return canonical_profile_url(url)
    except ValueError as error:
        raise Unreadable(str(error)) from None


def canonical_vehicle_url(url: str) -> str:
    """https://www.classic.com/veh/<slug>/: with a trailing slash, without query. The slug ends in
    Classic.com's own id, whose letters' case counts. Raises ValueError for a URL that is no
    vehicle's page."""
    found = _VEHICLE.match(urlsplit(url).path)
    if not found or not is_classic_com(url):
        raise ValueError(f"not a vehicle of Classic.com: {url!r}")
    return f"https://{HOST}/veh/{found[1]}/"


def is_classic_com(url: str) -> bool:
    """Whether `url` is one of Classic.com's pages, with or without `www.`."""
    return urlsplit(url).scheme.lower() in ("http", "https") and (
        host_without_www(url) == "classic.com"
    )
