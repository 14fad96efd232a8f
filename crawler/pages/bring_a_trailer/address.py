"""Where Bring a Trailer's pages stand."""

import re
from urllib.parse import urlsplit

HOST = "bringatrailer.com"
BOARD_URL = f"https://{HOST}/auctions/"

_LANGUAGE = "(?:de|es|fr|it|ja|nl|pt)/"
_LISTING = re.compile(rf"/+(?:{_LANGUAGE})?listing/+(?P<slug>[^/\s]+)(?:/.*)?", re.IGNORECASE)


def canonical_lot_url(url: str) -> str:
    """`https://bringatrailer.com/listing/<slug>/` of any URL of that listing: with or without
    `www.`, of a translation (`/de/…`), with a page behind the slug, a query or a fragment.

    Raises ValueError for a URL that is no listing of Bring a Trailer.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    match = _LISTING.fullmatch(parts.path)
    if parts.scheme.lower() not in ("http", "https") or host != HOST or match is None:
        raise ValueError(f"not a listing of {HOST}: {url!r}")
    return f"https://{HOST}/listing/{match['slug'].lower()}/"
