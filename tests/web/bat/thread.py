"""A lot's thread: comments, bids and the line of the result, in order, as the page's JSON."""

import base64
import html
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.web.bat.bids import Bid
from tests.web.bat.lot import Lot
from tests.web.bat.markup.result import result_box
from tests.web.bat.members import ANONYMOUS, STAFF, Member
from tests.web.bat.money import named
from tests.web.bat.photos import Photo, make_photos
from tests.web.bat.words import HOSTILE, SHORT, comment_text, long_text

LONG = 100_000  # characters of the longest comment
GONE = Member(999_001, "AnonUserQwXyz", deleted=True)


@dataclass(eq=False)
class Entry:
    """One line of a thread. `type` is Bring a Trailer's word; times in unix seconds."""

    type: str
    author: Member
    posted: int
    content: str
    markup: str
    likes: int = 0
    edited: bool = False
    parent: "Entry | None" = None
    images: tuple[Photo, ...] = ()
    bid: Bid | None = None
    id: int = field(default=0)

    @property
    def author_deleted(self) -> bool:
        return self.author.deleted and self.author is not ANONYMOUS


def make_thread(lot: Lot) -> list[Entry]:
    """All entries of the lot's thread, oldest first, with their ids."""
    rng = random.Random(lot.thread_seed)
    entries: list[Entry] = [_bid_entry(lot, bid) for bid in lot.bids]
    entries += _comments(rng, lot)
    if lot.status in ("sold", "reserve_not_met"):
        entries.append(_result_entry(lot))
    entries.sort(key=lambda entry: entry.posted)
    for number, entry in enumerate(entries):
        entry.id = lot.first_comment_id + 3 * number
    return entries


def _comments(rng: random.Random, lot: Lot) -> list[Entry]:
    last = min(lot.now, lot.ends + 3 * 86_400) if lot.status != "live" else lot.now
    times = sorted(rng.randint(lot.started + 60, last) for _ in range(lot.comment_count))
    texts = [comment_text(rng) for _ in times]
    for number, text in enumerate((*HOSTILE, *SHORT) if lot.hostile else ()):
        if number < len(texts):
            texts[number] = text
    if lot.has_long_comment:
        texts[-1] = long_text(rng, LONG)
    comments: list[Entry] = []
    for number, (posted, text) in enumerate(zip(times, texts, strict=True)):
        luck = rng.random()
        author = lot.seller if luck < 0.12 else STAFF if luck < 0.14 else rng.choice(lot.crowd)
        parent = rng.choice(comments) if comments and rng.random() < 0.2 else None
        if lot.hostile and number < 3:
            author = (GONE, STAFF, lot.seller)[number]
            parent = comments[0] if number else None
        images: tuple[Photo, ...] = ()
        if rng.random() < (0.3 if author is lot.seller else 0.02):
            first = lot.bat_id * 2 + 10_000 + 30 * number
            stem = f"{lot.file_stem}_comment_{number}"
            images = make_photos(rng, stem, lot.upload_folder, first, rng.randint(1, 4))
        likes = int(rng.expovariate(0.7))
        comments.append(
            Entry(
                "comment",
                author,
                posted,
                text,
                _markup(text, highlighted=likes >= 5),
                likes=likes,
                edited=rng.random() < 0.06,
                parent=parent,
                images=images,
            )
        )
    return comments


def _markup(text: str, *, highlighted: bool) -> str:
    escaped = html.escape(text, quote=False).replace("\r\n", "\n").replace("'", "&#8217;")
    paragraphs = [part.replace("\n", "<br />\n") for part in escaped.split("\n\n")]
    body = "\n".join(f"<p>{part}</p>" for part in paragraphs)
    return f'<div class="highlightedComment">{body}\n</div>' if highlighted else body


def _bid_entry(lot: Lot, bid: Bid) -> Entry:
    amount = named(lot.currency, bid.amount)
    who = bid.bidder.name
    link = f'<a href="{bid.bidder.url}" class="bid-notification-link" target="_blank">{who}</a>'
    kind = "bat-bid-canceled" if bid.cancelled else "bat-bid"
    return Entry(
        kind,
        bid.bidder,
        bid.placed,
        f"{amount} bid placed by {who}",
        f"<p>{amount} bid placed by {link if bid.bidder.shown else who}</p>",
        bid=bid,
    )


def _result_entry(lot: Lot) -> Entry:
    ended = datetime.fromtimestamp(lot.ends, UTC)
    short = f"{ended.month}/{ended.day}/{ended:%y}"
    amount = named(lot.currency, lot.high_bid or 0)
    if lot.status == "sold" and lot.buyer is not None:
        link = f'<a href="{lot.buyer.url}" class="bid-notification-link">{lot.buyer.name}</a>'
        return Entry(
            "bat-bid-reserve",
            lot.buyer,
            lot.ends + 1,
            f"Sold on {short} for {amount}.00 to {lot.buyer.name}",
            f"<p>Sold on {ended:%m/%d/%Y} for {amount} to {link}</p>",
        )
    return Entry(
        "bat-bid-reserve",
        ANONYMOUS,
        lot.ends + 2,
        f"Reserve not met on {short} at {amount}",
        f"<p>Reserve not met on {ended:%m/%d/%Y} at {amount}</p>",
    )


def entry_json(lot: Lot, entry: Entry) -> dict[str, Any]:
    """The entry as an item of `BAT_VMS.comments`."""
    author = entry.author
    name = author.name
    if author.id == lot.seller.id:
        name += " (The Seller)"
    rng = random.Random(entry.id)
    rating = f"action=bat_theme_comment_rating&caction=add&id={entry.id}&path=yes&redirect=yes"
    login = base64.b64encode(
        f"https://bringatrailer.com/wp-admin/admin-ajax.php?{rating}".encode()
    ).decode()
    data: dict[str, Any] = {
        "channels": [
            f"comment;item;{entry.id}",
            f"comment;user;{author.id}" if author.id else "comment;user",
        ],
        "approved": "1",
        "authorId": author.id,
        "authorLikes": author.id % 977,
        "authorName": name,
        "authorUrl": author.url,
        "authorDeleted": entry.author_deleted,
        "dislikes": 0,
        "id": entry.id,
        "likes": entry.likes,
        "likers": [f"{rng.getrandbits(256):064x}" for _ in range(entry.likes)],
        "loggedOutLink": f"https://bringatrailer.com/account/login/?redirect={login}",
        "post": str(lot.bat_id),
        "markup": entry.markup,
        "content": entry.content,
        "timestamp": entry.posted,
        "type": entry.type,
        "unflaggable": False,
        "unratable": False,
        "bidAmount": entry.bid.amount if entry.bid else 0,
        "wasEdited": entry.edited,
        "commentParent": _quoted(entry.parent) if entry.parent else None,
        "images": [photo.as_json(lot.bat_id, lot.title) for photo in entry.images],
        "videos": [],
        "hasErrorVideos": False,
        "hasPendingVideos": False,
        "featured": False,
    }
    if entry.bid:
        data["end_timestamp"] = entry.bid.end
    if entry.type == "bat-bid-reserve":
        data["biddable_markup"] = {"box": result_box(lot)}
    return data


def _quoted(parent: Entry) -> dict[str, Any]:
    return {
        "id": parent.id,
        "authorId": parent.author.id,
        "authorName": parent.author.name,
        "authorUrl": parent.author.url,
        "content": parent.content,
        "markup": parent.markup,
        "timestamp": parent.posted,
        "type": parent.type,
    }
