"""A lot: everything that Bring a Trailer's pages state about it, before any page exists."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tests.web.bat.bids import Bid
from tests.web.bat.description import Paragraph
from tests.web.bat.details import Details
from tests.web.bat.members import Member
from tests.web.bat.photos import Photo
from tests.web.bat.places import Place
from tests.web.cars import Car


@dataclass(frozen=True, kw_only=True)
class Lot:
    """One auction. Times in unix seconds, money in whole units of the place's currency."""

    now: int
    bat_id: int
    first_comment_id: int
    url: str
    title: str
    trim: str | None  # what the title says after year, make and model
    car: Car | None
    status: str
    no_reserve: bool
    lot_number: int | None
    place: Place
    seller: Member
    seller_type: str
    charges: str | None
    groups: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]
    details: Details
    paragraphs: tuple[Paragraph, ...]
    photos: tuple[Photo, ...]
    bids: tuple[Bid, ...]
    started: int
    ends: int  # of a withdrawn lot: when it was withdrawn
    comment_count: int
    views: int
    watchers: int
    crowd: tuple[Member, ...]
    thread_seed: str
    earlier_sale: int | None  # what the same car once sold for here
    hostile: bool
    has_long_comment: bool

    @property
    def currency(self) -> str:
        return self.place.currency

    @property
    def high_bid(self) -> int | None:
        return max((bid.amount for bid in self.bids if not bid.cancelled), default=None)

    @property
    def leader(self) -> Member | None:
        standing = [bid for bid in self.bids if not bid.cancelled]
        return max(standing, key=lambda bid: bid.amount).bidder if standing else None

    @property
    def buyer(self) -> Member | None:
        return self.leader if self.status == "sold" else None

    @property
    def bid_count(self) -> int:
        return sum(not bid.cancelled for bid in self.bids)

    @property
    def shown_title(self) -> str:
        return f"No Reserve: {self.title}" if self.no_reserve else self.title

    @property
    def slug(self) -> str:
        return self.url.rstrip("/").rsplit("/", 1)[1]

    @property
    def file_stem(self) -> str:
        return self.slug.replace("-", "_")

    @property
    def upload_folder(self) -> str:
        return f"{datetime.fromtimestamp(self.started, UTC):%Y/%m}"
