"""A lot's page: one request holds all of the auction."""

import re
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import BatLot, Item, Listing, ReadPage
from crawler.pages.bring_a_trailer.address import canonical_lot_url
from crawler.pages.bring_a_trailer.elements import attribute, children, text_of
from crawler.pages.bring_a_trailer.essentials import Essentials, read_essentials, read_groups
from crawler.pages.bring_a_trailer.gallery import read_gallery
from crawler.pages.bring_a_trailer.page import parse_lot
from crawler.pages.bring_a_trailer.result import Result, read_result
from crawler.pages.bring_a_trailer.thread import Thread
from crawler.pages.bring_a_trailer.vehicle import is_car, read_vehicle
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import Unreadable

_NO_RESERVE = re.compile(r"\s*No Reserve:\s*", re.IGNORECASE)


def read_lot(html: str, url: str) -> ReadPage:
    """The lot's Listing, its Vehicle (unless it is no car), its photos, the BatLot, and every
    comment and bid of its thread.

    `url` is where the page came from; the items carry the canonical one that the page names.
    Raises Unreadable when a field that every lot's page states is missing, the thread holds fewer
    comments than the page counts, or neither page nor `url` names a listing; Challenge for a bot
    wall.
    """
    refuse_challenge(html)
    parsed = parse_lot(html)
    page, thread = parsed.elements, parsed.thread
    bat_id = _bat_id(page)
    title = _title(page)
    comment_count = _comment_count(page, thread)
    result = read_result(page, thread)
    box = page.css_first("div.essentials")
    if box is None:
        raise Unreadable("the essentials (div.essentials) are missing")
    essentials = read_essentials(box)
    groups = read_groups(page)
    stats = _stats(page)
    canonical = _canonical(page, url)
    items: list[Item] = [_listing(canonical, title, result, essentials)]
    if is_car(title, groups):
        items.append(read_vehicle(title, groups, essentials, _description(page)))
    items.extend(read_gallery(page, bat_id))
    items.append(
        BatLot(
            url=canonical,
            bat_id=bat_id,
            lot_number=essentials.lot_number,
            title=title,
            status=result.status,
            currency=result.currency,
            current_bid=result.current_bid,
            high_bid=result.high_bid,
            sale_price=result.sale_price,
            no_reserve=_no_reserve(page),
            seller_username=essentials.seller_username,
            seller_type=essentials.seller_type,
            buyer_username=result.buyer_username,
            bid_count=result.bid_count,
            comment_count=comment_count,
            view_count=stats.get("views"),
            watcher_count=stats.get("watchers"),
            started_at=_started_at(page),
            ends_at=result.ends_at,
            location=essentials.location,
            features=essentials.features,
            categories=groups.get("Category", ()),
        )
    )
    items.extend(thread.comments)
    items.extend(thread.bids)
    return ReadPage(page="bat_lot", items=tuple(items))


def _listing(url: str, title: str, result: Result, essentials: Essentials) -> Listing:
    return Listing(
        url=url,
        source="bringatrailer",
        title=title,
        status=result.status,
        sale_price=result.sale_price,
        currency=result.currency if result.sale_price is not None else None,
        location=essentials.location,
    )


def _bat_id(page: LexborHTMLParser) -> int:
    found = page.css_first("[data-listing-intro-id], table#listing-bid[data-listing-bid-id]")
    stated = attribute(found, "data-listing-intro-id") or attribute(found, "data-listing-bid-id")
    if not stated.isdecimal():
        raise Unreadable("the listing's id (data-listing-intro-id) is missing")
    return int(stated)


def _title(page: LexborHTMLParser) -> str:
    heading = page.css_first("h1.post-title.listing-post-title")
    title = _NO_RESERVE.sub("", text_of(heading), count=1)
    if not title:
        raise Unreadable("the title (h1.listing-post-title) is missing")
    return title


def _comment_count(page: LexborHTMLParser, thread: Thread) -> int:
    stated = page.css(
        'span[class*="comments_header_html"] > span[class*="info-value"],'
        ' h2[class*="comments-title"]'
    )
    numbers = (number for one in stated if (number := _leading_number(one)) is not None)
    count = next(numbers, None)
    if count is None:
        raise Unreadable("the number of comments (.comments_header_html) is missing")
    if thread.comment_count < count:
        raise Unreadable(f"the page counts {count} comments, the thread has {thread.comment_count}")
    return count


def _leading_number(element: LexborNode) -> int | None:
    match = re.match(r"[\d,]*\d", text_of(element))
    return int(match[0].replace(",", "")) if match else None


def _canonical(page: LexborHTMLParser, url: str) -> str:
    named = attribute(page.css_first('link[rel="canonical"][href]'), "href")
    try:
        return canonical_lot_url(named or url)
    except ValueError as error:
        raise Unreadable(f"the canonical link: {error}") from error


def _description(page: LexborHTMLParser) -> str | None:
    # The forms of the comment box are .post-excerpt, too; the lot's own is the first.
    excerpt = page.css_first("div.post-excerpt")
    paragraphs = children(excerpt, "p") if excerpt is not None else ()
    return "\n\n".join(text for text in map(text_of, paragraphs) if text) or None


def _no_reserve(page: LexborHTMLParser) -> bool:
    named = page.css('meta[property="og:title"]')
    names = [attribute(meta, "content") for meta in named]
    names += [title.text() for title in page.css("head > title")]
    return any(_NO_RESERVE.match(name) for name in names)


def _stats(page: LexborHTMLParser) -> dict[str, int]:
    """The page's own counters by name: views, watchers."""
    stats: dict[str, int] = {}
    for span in page.css("span[data-stats-item]"):
        number = _leading_number(span)
        if number is not None:
            stats.setdefault(attribute(span, "data-stats-item"), number)
    return stats


def _started_at(page: LexborHTMLParser) -> datetime | None:
    stated = attribute(page.css_first('meta[name="parsely-pub-date"][content]'), "content")
    if not stated:
        return None
    try:
        published = datetime.fromisoformat(stated)
    except ValueError as error:
        raise Unreadable(f"parsely-pub-date: {stated!r}") from error
    return published if published.tzinfo else published.replace(tzinfo=UTC)
