"""A lot: everything that Bring a Trailer's pages state about it, before any page exists."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tests.web.bat.appearance import Appearance
from tests.web.bat.bids import Bid
from tests.web.bat.description import Paragraph
from tests.web.bat.details import Details
from tests.web.bat.life import Life
from tests.web.bat.members import Member
from tests.web.bat.photos import Photo
from tests.web.bat.places import Place
from tests.web.cars import Car

FAR = 1 << 40  # a time after which nothing happens any more


@dataclass(frozen=True, kw_only=True)
class Lot:
    """One auction as it stands at `now`; `at` gives it as it stands at another time.

    Times in unix seconds, money in whole units of the place's currency.
    """

    life: Life
    now: int
    bat_id: int
    first_comment_id: int
    url: str
    title: str
    trim: str | None  # what the title says after year, make and model
    car: Car | None
    status: str
    no_reserve: bool
    number: int
    lot_number: int | None  # the same, once Bring a Trailer has given it
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
    hostile: bool
    has_long_comment: bool
    # All auctions of the same car, this one included; nobody lists them twice.
    family: list["Lot"] = field(default_factory=list, compare=False, repr=False)
    appearances: tuple[Appearance, ...] = ()  # those of the car by `now`, the newest first
    deal_at: int | None = None  # when it was sold after an auction that did not meet the reserve
    deal_price: int | None = None
    old_layout: bool = False  # essentials as they were written up to about 2021
    checkout: bool = False  # offered with Bring a Trailer's own way of paying

    def at(self, now: int) -> "Lot | None":
        """The lot as it stands at `now`; None before its page is published."""
        life = self.life
        if now < life.opens:
            return None
        status = life.status(now)
        dealt = life.deal_at is not None and life.deal_at <= now
        lot = replace(
            self,
            now=now,
            status=status,
            lot_number=self.number if life.numbered_at <= now else None,
            bids=life.bids_at(now),
            ends=life.closed_at if status == "withdrawn" else life.end_at(now),
            comment_count=life.comment_count(now),
            views=life.views_at(now),
            watchers=life.watchers_at(now),
            deal_at=life.deal_at if dealt else None,
            deal_price=life.deal_price if dealt else None,
        )
        family = sorted(self.family, key=lambda one: (-one.life.opens, -one.bat_id))
        shown = [lot if one.url == lot.url else _alone(one, now) for one in family]
        return replace(
            lot, appearances=tuple(one.appearance(lot.url) for one in shown if one is not None)
        )

    def appearance(self, page: str) -> Appearance:
        """This auction in the history on the page with the address `page`."""
        not_met = self.status == "reserve_not_met"
        return Appearance(
            url=self.url,
            title=self.title,
            seller=self.seller.name,
            status=self.status,
            buyer=self.buyer.name if self.buyer else None,
            currency=self.currency,
            amount=self.high_bid if not_met else self.sale_price,
            ended=None if self.status == "live" else self.came_to_it,
            own=self.url == page,
        )

    @property
    def sale_price(self) -> int | None:
        """The price agreed: the highest bid, or what was agreed after the auction."""
        if self.status != "sold":
            return None
        return self.high_bid if self.deal_price is None else self.deal_price

    @property
    def came_to_it(self) -> int:
        """When a lot that is over got the status it has."""
        return self.ends if self.deal_at is None else self.deal_at

    @property
    def over(self) -> "Lot":
        """The lot as it stands when nothing happens to it any more."""
        lot = self.at(FAR)
        assert lot is not None
        return lot

    @property
    def bidding_ends(self) -> int:
        """The end of bidding in force, late bids' extensions included."""
        return self.life.end_at(self.now)

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


def _alone(lot: Lot, now: int) -> Lot | None:
    """The lot at `now`, without the other auctions of its car."""
    return replace(lot, family=[]).at(now)
