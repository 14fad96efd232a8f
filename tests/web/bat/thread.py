"""A lot's thread: comments, bids and the lines of the result, in order."""

import html
import random
from dataclasses import dataclass, field

from tests.web.bat.bids import Bid
from tests.web.bat.lot import Lot
from tests.web.bat.markup.text import long_day, short_day
from tests.web.bat.members import ANONYMOUS, STAFF, Member
from tests.web.bat.money import bare, named
from tests.web.bat.photos import Photo, make_photos
from tests.web.bat.videos import Video, make_video
from tests.web.bat.words import HOSTILE, SHORT, comment_text, long_text

LONG = 100_000  # characters of the longest comment
DEEP = 300  # quotes in quotes: far from a parser's limit, too many for one that recurses
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
    dislikes: int = 0
    edited: bool = False
    featured: bool = False
    parent: "Entry | None" = None
    quotes: int = 1  # how often the quoted parent is quoted in turn; more than once is unusual
    images: tuple[Photo, ...] = ()
    videos: tuple[Video, ...] = ()
    bid: Bid | None = None
    id: int = field(default=0)

    @property
    def author_deleted(self) -> bool:
        return self.author.deleted and self.author is not ANONYMOUS


def make_thread(lot: Lot) -> list[Entry]:
    """The thread as it stands at the lot's `now`, oldest first. An entry's id is that of its place
    in all that was ever written, so it never changes."""
    rng = random.Random(lot.thread_seed)
    comments = _comments(rng, lot)
    entries = [*(_bid_entry(lot, bid) for bid in lot.bids), *comments, *_result_entries(lot)]
    entries.sort(key=lambda entry: entry.posted)
    for number, entry in enumerate(entries):
        entry.id = lot.first_comment_id + 3 * number
    removed = {
        comments[place]
        for place, moment in lot.life.removed.items()
        if moment <= lot.now and place < len(comments)
    }
    return [entry for entry in entries if entry not in removed]


def _comments(rng: random.Random, lot: Lot) -> list[Entry]:
    """All comments written by the lot's `now`, those removed since among them."""
    texts = _texts(rng, lot)
    comments: list[Entry] = []
    for number, (posted, text) in enumerate(zip(lot.life.comments, texts, strict=True)):
        if posted > lot.now:
            break
        luck = rng.random()
        author = lot.seller if luck < 0.12 else STAFF if luck < 0.14 else rng.choice(lot.crowd)
        # A reply quotes all of its parent: the longest comment would fill the page.
        quotable = comments[1:] if lot.has_long_comment else comments
        parent = rng.choice(quotable) if quotable and rng.random() < 0.2 else None
        if lot.hostile and number < 3:
            author = (GONE, STAFF, lot.seller)[number]
            parent = comments[0] if number else None
        entry = Entry("comment", author, posted, text, "", parent=parent)
        entry.likes = int(rng.expovariate(0.7))
        entry.dislikes = int(rng.expovariate(2.5))
        entry.edited = rng.random() < 0.06
        entry.featured = not lot.old_layout and rng.random() < 0.03
        if rng.random() < (0.3 if author is lot.seller else 0.02):
            entry.images = _photos(rng, lot, number)
        if not lot.old_layout and rng.random() < (0.08 if author is lot.seller else 0.01):
            entry.videos = _videos(rng, lot, number)
        if lot.hostile and number == 3:
            entry.parent, entry.quotes = comments[0], DEEP
        if lot.hostile and number == 4:
            entry.likes, entry.dislikes, entry.featured = 40, 7, True
            entry.images, entry.videos = _photos(rng, lot, number), _videos(rng, lot, number)
        entry.markup = _markup(text, highlighted=entry.likes >= 5)
        comments.append(entry)
    return comments


def _texts(rng: random.Random, lot: Lot) -> list[str]:
    texts = [comment_text(rng) for _ in lot.life.comments]
    if lot.hostile:
        # Where there are few comments, each lot has others of the hostile ones.
        hostile = HOSTILE if lot.life.phase == "ended" else HOSTILE[::-1]
        forced = (*SHORT[:2], *hostile, *SHORT[2:])[: len(texts)]
        texts[: len(forced)] = forced
    if lot.has_long_comment and texts:
        texts[0] = long_text(rng, LONG)
    return texts


def _photos(rng: random.Random, lot: Lot, number: int) -> tuple[Photo, ...]:
    first = lot.bat_id * 2 + 10_000 + 30 * number
    stem = f"{lot.file_stem}_comment_{number}"
    return make_photos(rng, stem, lot.upload_folder, first, rng.randint(1, 4))


def _videos(rng: random.Random, lot: Lot, number: int) -> tuple[Video, ...]:
    first = lot.bat_id * 2 + 60_000 + 30 * number
    count = 2 if rng.random() < 0.2 else 1
    return tuple(make_video(rng, first + place, lot.title) for place in range(count))


def _markup(text: str, *, highlighted: bool) -> str:
    escaped = html.escape(text, quote=False).replace("\r\n", "\n").replace("'", "&#8217;")
    paragraphs = [part.replace("\n", "<br />\n") for part in escaped.split("\n\n")]
    body = "\n".join(f"<p>{part}</p>" for part in paragraphs)
    return f'<div class="highlightedComment">{body}\n</div>' if highlighted else body


def _bid_entry(lot: Lot, bid: Bid) -> Entry:
    amount = named(lot.currency, bid.amount)
    short = bare(lot.currency, bid.amount) if lot.currency == "USD" else amount
    who = bid.bidder.name
    kind = "bat-bid-canceled" if bid.cancelled else "bat-bid"
    return Entry(
        kind,
        bid.bidder,
        bid.placed,
        f"{short if bid.placed % 2 else amount} bid placed by {who}",
        f"<p>{amount} bid placed by {_link(bid.bidder)}</p>",
        bid=bid,
    )


def _result_entries(lot: Lot) -> list[Entry]:
    """What the thread announces: at the end the result, after it a deal that was struck later."""
    if lot.status not in ("sold", "reserve_not_met"):
        return []
    announced = lot.life.closed_at
    if lot.buyer and lot.deal_at is None:
        return [_sale(lot, "bat-bid-reserve", lot.buyer, announced)]
    amount = named(lot.currency, lot.high_bid or 0)
    entries = [
        Entry(
            "bat-bid-reserve",
            ANONYMOUS,
            announced,
            f"Reserve not met on {short_day(lot.ends)} at {amount}",
            f"<p>Reserve not met on {long_day(lot.ends)} at {amount}</p>",
        )
    ]
    if lot.buyer and lot.deal_at:
        entries.append(_sale(lot, "bat-rnm-accepted", lot.buyer, lot.deal_at))
    return entries


def _sale(lot: Lot, kind: str, buyer: Member, moment: int) -> Entry:
    price = lot.sale_price or 0
    if lot.old_layout:
        # Staff wrote these lines, and no currency's name.
        amount = bare(lot.currency, price)
        words = f"Sold on {short_day(moment)} for {amount} to {buyer.name}"
        return Entry(kind, STAFF, moment, words, f"<p>{words}</p>")
    amount = named(lot.currency, price)
    return Entry(
        kind,
        buyer,
        moment,
        f"Sold on {short_day(moment)} for {amount}.00 to {buyer.name}",
        f"<p>Sold on {long_day(moment)} for {amount} to {_link(buyer)}</p>",
    )


def _link(member: Member) -> str:
    if not member.shown:
        return member.name
    return f'<a href="{member.url}" class="bid-notification-link" target="_blank">{member.name}</a>'
