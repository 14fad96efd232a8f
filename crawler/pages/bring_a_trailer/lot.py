"""A lot's page: one request holds all of the auction."""

import re
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import BatLot, Item, Listing, ReadPage
from crawler.pages.bring_a_trailer.address import canonical_lot_url
from crawler.pages.bring_a_trailer.bid_table import BidTable, read_bid_table
from crawler.pages.bring_a_trailer.elements import at_most_one, attribute, text_of
from crawler.pages.bring_a_trailer.essentials import read_essentials, read_groups
from crawler.pages.bring_a_trailer.gallery import read_gallery
from crawler.pages.bring_a_trailer.history import read_history
from crawler.pages.bring_a_trailer.page import LotPage, parse_lot
from crawler.pages.bring_a_trailer.result import read_result
from crawler.pages.bring_a_trailer.vehicle import is_car, read_vehicle
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import Unreadable

_NO_RESERVE = re.compile(r"\s*No Reserve:\s*", re.IGNORECASE)


def read_lot(html: str, url: str) -> ReadPage:
    """The lot's Listing, its Vehicle (unless it is no car), its photos, the BatLot, the entries
    of its history, and every comment and bid of its thread.

    `url` is where the page came from; the items carry the canonical one that the page names.
    Raises Unreadable when a field that every lot's page states is missing or stands twice, the
    thread holds fewer comments than the page counts, its records of the result contradict each
    other, it is a translation, or neither page nor `url` names a listing; Challenge for a bot wall.
    """
    refuse_challenge(html)
    parsed = parse_lot(html)
    page, thread = parsed.elements, parsed.thread
    language = attribute(page.root, "lang")
    if not re.match(r"en\b|$", language, re.IGNORECASE):
        raise Unreadable(f"the page is a translation: lang is {language!r:.20}")
    intro = at_most_one(page, "div.listing-intro")
    if intro is None:
        raise Unreadable("the page's header (div.listing-intro) is missing")
    table = read_bid_table(page)
    bat_id = _bat_id(intro, table)
    title = _title(intro)
    comment_count = _comment_count(parsed, intro)
    head = _Head(page, url)
    no_reserve = head.no_reserve or intro.css_first(".item-tags .item-tag-noreserve") is not None
    history = read_history(page, head.url)
    result = read_result(table, intro, thread, history.own, no_reserve=no_reserve)
    box = at_most_one(page, "div.essentials")
    if box is None:
        raise Unreadable("the essentials (div.essentials) are missing")
    essentials = read_essentials(box)
    groups = read_groups(page)
    stats = _stats(page, bat_id)
    items: list[Item] = [
        Listing(
            url=head.url,
            source="bringatrailer",
            title=title,
            status=result.status,
            sale_price=result.sale_price,
            currency=result.currency if result.sale_price is not None else None,
            location=essentials.location,
            published_at=head.published_at,
        )
    ]
    if is_car(title, groups):
        items.append(read_vehicle(title, groups, essentials, parsed.description))
    items.extend(read_gallery(page, bat_id))
    items.append(
        BatLot(
            url=head.url,
            bat_id=bat_id,
            lot_number=essentials.lot_number,
            title=title,
            status=result.status,
            currency=result.currency,
            current_bid=result.current_bid,
            high_bid=result.high_bid,
            sale_price=result.sale_price,
            no_reserve=no_reserve,
            reserve=result.reserve,
            seller_username=essentials.seller_username,
            seller_id=thread.seller_id,
            seller_url=essentials.seller_url,
            seller_type=essentials.seller_type,
            dealer_charges=essentials.dealer_charges,
            buyer_username=result.buyer_username,
            buyer_id=result.buyer_id,
            buyer_url=result.buyer_url,
            bid_count=result.bid_count,
            comment_count=comment_count,
            view_count=stats.get("views"),
            watcher_count=stats.get("watchers"),
            started_at=head.published_at,
            ends_at=result.ends_at,
            location=essentials.location,
            description=parsed.description,
            features=essentials.features,
            makes=groups.get("Make", ()),
            models=groups.get("Model", ()),
            eras=groups.get("Era", ()),
            origins=groups.get("Origin", ()),
            categories=groups.get("Category", ()),
        )
    )
    items.extend(history.entries)
    items.extend(thread.comments)
    items.extend(thread.bids)
    return ReadPage(page="bat_lot", items=tuple(items))


class _Head:
    """What the document's head states."""

    def __init__(self, page: LexborHTMLParser, came_from: str) -> None:
        head = page.head
        elements = [*head.iter()] if head is not None else []
        tags = [(one.tag, one) for one in elements if one.tag in ("meta", "link", "title")]
        self.url = _canonical(tags, came_from)
        names = [one.text() for tag, one in tags if tag == "title"]
        names.append(_meta(tags, "property", "og:title"))
        self.no_reserve = any(_NO_RESERVE.match(name) for name in names)
        self.published_at = _moment(_meta(tags, "name", "parsely-pub-date"))


def _canonical(tags: list[tuple[str, LexborNode]], came_from: str) -> str:
    links = [one for tag, one in tags if tag == "link" and attribute(one, "rel") == "canonical"]
    named = attribute(links[0], "href") if links else ""
    try:
        return canonical_lot_url(named or came_from)
    except ValueError as error:
        raise Unreadable(f"the canonical link: {error}") from error


def _meta(tags: list[tuple[str, LexborNode]], kind: str, name: str) -> str:
    found = (one for tag, one in tags if tag == "meta" and attribute(one, kind) == name)
    return attribute(next(found, None), "content")


def _moment(stated: str) -> datetime | None:
    if not stated:
        return None
    try:
        published = datetime.fromisoformat(stated)
    except ValueError as error:
        raise Unreadable(f"parsely-pub-date: {stated!r:.200}") from error
    return published if published.tzinfo else published.replace(tzinfo=UTC)


def _bat_id(intro: LexborNode, table: BidTable) -> int:
    ids = {attribute(intro, "data-listing-intro-id"), table.bat_id} - {""}
    if len(ids) > 1:
        raise Unreadable(f"the header and the bid table name two listings: {sorted(ids)}")
    if not ids or not (bat_id := ids.pop()).isdecimal():
        raise Unreadable("the listing's id (data-listing-intro-id) is missing")
    return int(bat_id)


def _title(intro: LexborNode) -> str:
    heading = intro.css_first("h1.listing-post-title")
    title = _NO_RESERVE.sub("", text_of(heading), count=1)
    if not title:
        raise Unreadable("the title (h1.listing-post-title) is missing")
    return title


def _comment_count(parsed: LotPage, intro: LexborNode) -> int:
    header = intro.css('span[class*="comments_header_html"] > span[class*="info-value"]')
    stated = [*map(text_of, header), parsed.comments_title]
    count = next((number for number in map(_leading_number, stated) if number is not None), None)
    if count is None:
        raise Unreadable("the number of comments (.comments_header_html) is missing")
    found = parsed.thread.comment_count
    if found < count:
        raise Unreadable(f"the page counts {count} comments, the thread has {found}")
    return count


def _leading_number(text: str) -> int | None:
    match = re.match(r"[\d,]*\d", text)
    return int(match[0].replace(",", "")) if match else None


def _stats(page: LexborHTMLParser, bat_id: int) -> dict[str, int]:
    """The page's own counters by name: views, watchers."""
    stats: dict[str, int] = {}
    for span in page.css(f'span[data-stats-item][data-stats-id="{bat_id}"]'):
        number = _leading_number(text_of(span))
        if number is not None:
            stats.setdefault(attribute(span, "data-stats-item"), number)
    return stats
