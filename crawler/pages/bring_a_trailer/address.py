"""Where Bring a Trailer's pages stand."""

import re
from urllib.parse import urlsplit

HOST = "bringatrailer.com"
BOARD_URL = f"https://{HOST}/auctions/"

_LANGUAGE = "(?:de|es|fr|it|ja|nl|pt)/"
_LISTING = re.compile(rf"/+(?:{_LANGUAGE})?listing/+(?P<slug>[^/\s]+)(?:/.*)?", re.IGNORECASE)
_MEMBER = re.compile(rf"/+(?:{_LANGUAGE})?member/+(?P<slug>[^/\s]+)/*", re.IGNORECASE)


def canonical_lot_url(url: str) -> str:
    """`https://bringatrailer.com/listing/<slug>/` of any URL of that listing: with or without
    `www.`, of a translation (`/de/…`), with a page behind the slug, a query or a fragment.

    Raises ValueError for a URL that is no listing of Bring a Trailer.
    """
    return f"https://{HOST}/listing/{_slug(url, _LISTING, 'listing')}/"


def canonical_member_url(url: str) -> str:
    """`https://bringatrailer.com/member/<slug>/`, the profile, of any URL of that profile; a path
    alone is one of Bring a Trailer's, too.

    Raises ValueError for a URL that is no profile of Bring a Trailer.
    """
    absolute = f"https://{HOST}{url.strip()}" if re.match(r"\s*/(?!/)", url) else url
    return f"https://{HOST}/member/{_slug(absolute, _MEMBER, 'member')}/"


def _slug(url: str, path: re.Pattern[str], kind: str) -> str:
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    match = path.fullmatch(parts.path)
    if parts.scheme.lower() not in ("http", "https") or host != HOST or match is None:
        raise ValueError(f"not a {kind} of {HOST}: {url!r}")
    return match["slug"].lower()
