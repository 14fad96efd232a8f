"""Pagers that number their pages in the query."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.pages.links import own

_NUMBER = re.compile(r"[1-9]\d{0,5}", re.ASCII)


def page_number(url: str, name: str = "page") -> int:
    """The number in the query's `name`; 1 where there is none."""
    return _stated(url, name) or 1


def next_page(hrefs: Iterable[str], url: str, name: str = "page") -> str | None:
    """The page after the one at `url`, with its query; None after the last one, which is the
    highest number in `name` that one of `hrefs`, the pager's links, bears. Where their arrows
    lead is not asked: on many sites both are marked alike."""
    current = page_number(url, name)
    if current >= max((_stated(href, name) or 1 for href in hrefs), default=1):
        return None
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    query.append((name, str(current + 1)))
    return own(urlunsplit(parts._replace(query=urlencode(query), fragment="")), url)


def _stated(url: str, name: str) -> int | None:
    try:
        values = [v for k, v in parse_qsl(urlsplit(url).query) if k == name]
    except ValueError:  # an address that is none, as "http://["
        return None
    return int(values[-1]) if values and _NUMBER.fullmatch(values[-1]) else None
