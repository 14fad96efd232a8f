"""A lot's page: one request holds all of the auction."""

import re
from datetime import UTC, datetime

from parsel import Selector

from crawler.items import BatLot, Item, Listing, ReadPage
from crawler.pages.bring_a_trailer.address import canonical_lot_url
from crawler.pages.bring_a_trailer.essentials import Essentials, read_essentials, read_groups
from crawler.pages.bring_a_trailer.gallery import read_gallery
from crawler.pages.bring_a_trailer.result import Result, read_result
from crawler.pages.bring_a_trailer.thread import Thread, read_thread
from crawler.pages.bring_a_trailer.vehicle import is_car, read_vehicle
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import Unreadable
from crawler.pages.text import squeeze

_NO_RESERVE = re.compile(r"\s*No Reserve:\s*", re.IGNORECASE)
_SCRIPT = "bat-theme-viewmodels-js-extra"


def read_lot(html: str, url: str) -> ReadPage:
    """The lot's Listing, its Vehicle (unless it is no car), its photos, the BatLot, and every
    comment and bid of its thread.

    `url` is where the page came from; the items carry the canonical one that the page names.
    Raises Unreadable when a field that every lot's page states is missing, the thread holds fewer
    comments than the page counts, or neither page nor `url` names a listing; Challenge for a bot
    wall.
    """
    refuse_challenge(html)
    page = Selector(text=html)
    bat_id = _bat_id(page)
    title = _title(page)
    thread = _thread(page)
    comment_count = _comment_count(page, thread)
    result = read_result(page, thread)
    box = page.css("div.essentials")[:1]
    if not box:
        raise Unreadable("the essentials (div.essentials) are missing")
    essentials = read_essentials(box[0])
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


def _bat_id(page: Selector) -> int:
    stated = page.xpath(
        "//@data-listing-intro-id | //table[@id='listing-bid']/@data-listing-bid-id"
    )
    if not (stated and stated[0].get().isdecimal()):
        raise Unreadable("the listing's id (data-listing-intro-id) is missing")
    return int(stated[0].get())


def _title(page: Selector) -> str:
    heading = page.css("h1.post-title.listing-post-title")[:1]
    title = _NO_RESERVE.sub("", squeeze(heading.xpath("string()").get("")), count=1)
    if not title:
        raise Unreadable("the title (h1.listing-post-title) is missing")
    return title


def _thread(page: Selector) -> Thread:
    script = page.xpath(f"//script[@id='{_SCRIPT}']/text()").get()
    if script is None:
        raise Unreadable(f"BAT_VMS (script#{_SCRIPT}) is missing")
    return read_thread(script)


def _comment_count(page: Selector, thread: Thread) -> int:
    stated = page.xpath(
        "//span[contains(@class, 'comments_header_html')]/span[contains(@class, 'info-value')]"
        " | //h2[contains(@class, 'comments-title')]"
    ).xpath("string()")
    counts = [re.match(r"[\d,]+", squeeze(text)) for text in stated.getall()]
    count = next((int(match[0].replace(",", "")) for match in counts if match), None)
    if count is None:
        raise Unreadable("the number of comments (.comments_header_html) is missing")
    if thread.comment_count < count:
        raise Unreadable(f"the page counts {count} comments, the thread has {thread.comment_count}")
    return count


def _canonical(page: Selector, url: str) -> str:
    named = page.xpath("//link[@rel='canonical']/@href").get()
    try:
        return canonical_lot_url(named or url)
    except ValueError as error:
        raise Unreadable(f"the canonical link: {error}") from error


def _description(page: Selector) -> str | None:
    # The forms of the comment box are .post-excerpt, too; the lot's own is the first.
    paragraphs = page.css("div.post-excerpt")[:1].xpath("p").xpath("string()").getall()
    return "\n\n".join(text for text in map(squeeze, paragraphs) if text) or None


def _no_reserve(page: Selector) -> bool:
    names = page.xpath("//meta[@property='og:title']/@content | //head/title/text()").getall()
    return any(_NO_RESERVE.match(name) for name in names)


def _stats(page: Selector) -> dict[str, int]:
    """The page's own counters by name: views, watchers."""
    stats: dict[str, int] = {}
    for span in page.xpath("//span[@data-stats-item]"):
        match = re.match(r"[\d,]+", squeeze(span.xpath("string()").get("")))
        if match:
            stats.setdefault(span.attrib["data-stats-item"], int(match[0].replace(",", "")))
    return stats


def _started_at(page: Selector) -> datetime | None:
    stated = page.xpath("//meta[@name='parsely-pub-date']/@content").get()
    if not stated:
        return None
    try:
        published = datetime.fromisoformat(stated)
    except ValueError as error:
        raise Unreadable(f"parsely-pub-date: {stated!r}") from error
    return published if published.tzinfo else published.replace(tzinfo=UTC)
