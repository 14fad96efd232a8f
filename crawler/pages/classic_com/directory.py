"""The directory of sellers, a table or a grid of cards."""

import re
from urllib.parse import parse_qs, urlsplit

from parsel import Selector

from crawler.items import ReadPage, Seller, UnreadEntry
from crawler.pages.challenge import refuse_challenge
from crawler.pages.classic_com.address import (
    DIRECTORY_FILTERS,
    DIRECTORY_PATH,
    canonical_profile_url,
    directory_url,
)
from crawler.pages.classic_com.own_part import text_of
from crawler.pages.classic_com.pager import has_following, page_number
from crawler.pages.classic_com.seller_type import business_type, known_type
from crawler.pages.errors import Unreadable, refuse_many_unread
from crawler.pages.links import absolute
from crawler.pages.text import squeeze, storable

_LINKS = (
    ".//a[starts-with(@href, '/') or contains(@href, 'classic.com/')]"
    "[not(ancestor::header or ancestor::footer or ancestor::nav)]"
)
_TYPE_HEAD = re.compile(r"^(?:(?:business|seller) )?type$", re.IGNORECASE)
_NOTHING = re.compile(r"\bno (?:sellers|results|matches|dealers|auction houses)\b", re.IGNORECASE)


def read_directory(html: str, url: str) -> ReadPage:
    """The directory's sellers, in the table or in the card grid, each once; one without a name is
    left out. Raises Unreadable where neither gives a seller and no notice says that there is
    none (the list may be filled by script), where more than a tenth have no name, and for a page
    at another address: others name sellers, too."""
    refuse_challenge(html)
    if urlsplit(url).path.rstrip("/") != DIRECTORY_PATH:
        raise Unreadable(f"a page that is not the directory's: {url}")
    page = Selector(text=storable(html))
    sellers = _sellers([*page.xpath("//table//tr")], url, in_table=True)
    if not sellers:
        sellers = _sellers([*page.xpath(_LINKS)], url, in_table=False)
    if not sellers and not any(_NOTHING.search(t) for t in page.xpath("//body//text()").getall()):
        raise Unreadable("neither a table nor a grid of sellers: a browser may be needed")
    nameless = [f"the seller {s.profile_url} has no name" for s in sellers.values() if not s.name]
    refuse_many_unread(nameless, len(sellers))
    return ReadPage(
        page="classic_directory",
        items=tuple(seller for seller in sellers.values() if seller.name),
        next_url=_next_url(page, url),
        unread=tuple(UnreadEntry(why=why) for why in nameless),
    )


def _sellers(entries: list[Selector], url: str, *, in_table: bool) -> dict[str, Seller]:
    """By profile URL. A card may link its seller twice, its picture first."""
    sellers: dict[str, Seller] = {}
    for entry in entries:
        profile = _profile_of(entry, url)
        if profile is None:
            continue
        seller = _row(entry, profile) if in_table else _card(entry, profile)
        known = sellers.get(profile)
        if known is None or not known.name:
            sellers[profile] = seller
    return sellers


def _profile_of(entry: Selector, url: str) -> str | None:
    for href in entry.xpath("descendant-or-self::a/@href").getall():
        link = absolute(href, url)
        try:
            return canonical_profile_url(link or "")
        except ValueError:
            continue
    return None


def _row(row: Selector, profile: str) -> Seller:
    heads = row.xpath("ancestor::table[1]//tr[th and not(td)]").xpath("./th")
    cells = [text_of([cell]) for cell in row.xpath("./td|./th")]
    typed = [i for i, head in enumerate(heads) if _TYPE_HEAD.match(text_of([head]) or "")]
    if typed:
        words = cells[typed[0]] if typed[0] < len(cells) else None
        kind = business_type(words.strip("-–— ") if words else None)
    else:  # only a known word is a type: the column may as well be a place
        kind = next((known for cell in cells if (known := known_type(cell or ""))), None)
    names = (text_of([link]) for link in row.xpath(".//a"))
    return Seller(
        profile_url=profile,
        name=next((name for name in names if name), "") or _alt(row),
        business_type=kind,
    )


def _card(card: Selector, profile: str) -> Seller:
    """A card states its type in a badge of its own, so only a known word is a type."""
    leaves = card.xpath(".//*[not(*)]")
    words = [squeeze(leaf.xpath("string()").get() or "") for leaf in leaves]
    heading = text_of([*card.xpath(".//h2|.//h3|.//h4")])
    name = heading or (text_of([card]) if not leaves else None) or _alt(card)
    others = {word for word in words if word and not known_type(word)}
    if not name and len(others) == 1:
        name = others.pop()
    return Seller(
        profile_url=profile,
        name=name or "",
        business_type=next((kind for word in words if (kind := known_type(word))), None),
    )


def _alt(element: Selector) -> str:
    return squeeze(element.xpath(".//img/@alt").get() or "")


def _next_url(page: Selector, url: str) -> str | None:
    """The page after this one; never this one or an earlier one."""
    filter = parse_qs(urlsplit(url).query).get("filter", ["all"])[0]
    if not has_following(page, url):
        return None
    return directory_url(filter if filter in DIRECTORY_FILTERS else "all", page_number(url) + 1)
