"""Where a site led instead of the page that was asked for: whether that is still the page."""

import re
from urllib.parse import parse_qsl, urlsplit

from crawler.items import ListPage
from crawler.pages import bring_a_trailer, classic_com
from crawler.pages.errors import PageError, Unreadable
from crawler.pages.foreign_hosts import is_foreign
from crawler.pages.links import host_without_www

_SOLD = re.compile(r"sold|archive|past", re.IGNORECASE)
# "356", "3000" and "300sl" are models, not ids.
_ID = re.compile(r"\d{5,}|(?=(?:[a-z]*\d){4})[a-z0-9]{7,}")


class LedAway(PageError):
    """The page is not there any more: its site leads to another one instead."""

    reason = "gone"


def listing_address(asked: str, answered: str) -> str:
    """The URL as which a listing's page is to be read.

    asked: the listing's canonical URL. answered: where the page came from, after redirects. It is
    the asked one, as its row and its inventory have it, where the other names the same page
    (`www.`, scheme, case and trailing slash aside); and the other one where the listing moved: the
    two have a number or the last part of their paths in common. Raises LedAway for any other page,
    which may be the home page, a list or another car's; Unreadable where Bring a Trailer leads
    away from a lot (it removes none, so this may pass).
    """
    if host_without_www(asked) == host_without_www(answered) == bring_a_trailer.HOST:
        try:
            return bring_a_trailer.canonical_lot_url(answered)
        except ValueError as error:
            raise Unreadable(str(error)) from None
    if _is_same(asked, answered):
        return asked
    if _names(asked) & _names(answered) and not is_foreign_to(asked, answered):
        return answered
    raise LedAway(f"the site leads to {answered} instead")


def refuse_other_list(asked: ListPage, answered: str) -> None:
    """Do nothing where the page that came from `answered`, after redirects, is that of the list.

    Raises LedAway where a list of sold cars leads to a page that is not said to be one, where any
    other leads to one that is, or to the home page, and for a marketplace: what stands there would
    get the status of the list, and what does not would be missed.
    """
    if _is_same(asked.url, answered):
        return
    was, now = _place(asked.url), _place(answered)
    other_kind = (asked.status == "sold" or bool(_SOLD.search(was))) != bool(_SOLD.search(now))
    to_home = not urlsplit(answered).path.strip("/") and bool(urlsplit(asked.url).path.strip("/"))
    if other_kind or to_home or is_foreign_to(asked.url, answered):
        raise LedAway(f"the list leads to {answered} instead")


def is_foreign_to(asked: str, answered: str) -> bool:
    """Whether a site leads away to a marketplace, a social network or the like."""
    return host_without_www(asked) != host_without_www(answered) and is_foreign(answered)


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _is_same(one: str, other: str) -> bool:
    """Whether two URLs name one page. A query that the first has counts; one that is added does
    not."""
    if host_without_www(one.lower()) != host_without_www(other.lower()):
        return False
    paths = [urlsplit(url).path.rstrip("/").casefold() for url in (one, other)]
    stated, found = (set(parse_qsl(urlsplit(url).query)) for url in (one, other))
    return paths[0] == paths[1] and stated <= found


def _names(url: str) -> set[str]:
    """What of a listing's URL may tell it from others: its numbers, and the path's last part. A
    car of Classic.com has its id alone."""
    try:
        return {classic_com.canonical_vehicle_url(url).rstrip("/").rpartition("-")[2]}
    except ValueError:
        parts = urlsplit(url)
    path = parts.path.strip("/").casefold()
    whole = [*path.split("/"), *(value.casefold() for _, value in parse_qsl(parts.query))]
    pieces = [piece for part in whole for piece in re.split(r"[^a-z0-9]+", part)]
    slug = path.rpartition("/")[2]
    return {
        *(piece for piece in pieces if _ID.fullmatch(piece)),
        *(part for part in whole if part.isdigit()),
        *([slug] if re.search(r"[-_\d]", slug) else ()),
    }
