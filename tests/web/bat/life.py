"""The life of a lot: when it opens, is bid for, talked about, and how it ends."""

import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.web.bat.bids import EXTENSION, Bid, cancel_last, early_times, late_times, make_bids
from tests.web.bat.members import Member

HOUR, DAY = 3_600, 86_400
OPENING_DAYS = 8  # within which the lots that are yet to come are published
_OLD = 1_430_000_000  # in 2015
RESULT_SECONDS = 2  # from the end of bidding to the line of the result


@dataclass(frozen=True, kw_only=True, eq=False)
class Life:
    """All that will happen to one lot. Times in unix seconds, money in whole units.

    `comments` are the moments at which comments are written, in order; `removed` says when staff
    removes some of them, by their place in that order. `views` and `watchers` are those at the
    planned end.
    """

    phase: str  # at the sample web's first moment: "ended", "live" or "opening"
    opens: int
    numbered_at: int  # when Bring a Trailer gives the lot its number
    planned_end: int
    result: str  # once bidding is over: "sold", "reserve_not_met" or "withdrawn"
    bids: tuple[Bid, ...]
    withdrawn_at: int | None
    deal_at: int | None  # when the seller accepts a price after a reserve was not met
    deal_price: int | None
    comments: tuple[int, ...]
    removed: Mapping[int, int]
    views: int
    watchers: int

    @property
    def last_end(self) -> int:
        """The end of bidding, put off by all late bids."""
        return max([self.planned_end, *(bid.end for bid in self.bids)])

    @property
    def closed_at(self) -> int:
        """When the lot leaves the board: it was withdrawn, or its result is announced."""
        return self.last_end + RESULT_SECONDS if self.withdrawn_at is None else self.withdrawn_at

    def status(self, now: int) -> str:
        """The status that the lot's page states at `now`."""
        if now < self.closed_at:
            return "live"
        return "sold" if self.deal_at is not None and self.deal_at <= now else self.result

    def bids_at(self, now: int) -> tuple[Bid, ...]:
        """The bids placed by `now`, each as it stands then."""
        return tuple(bid.at(now) for bid in self.bids if bid.placed <= now)

    def end_at(self, now: int) -> int:
        """The end of bidding that is in force at `now`."""
        return max([self.planned_end, *(bid.end for bid in self.bids if bid.placed <= now)])

    def comment_count(self, now: int) -> int:
        """How many comments stand in the thread at `now`."""
        gone = sum(at <= now for at in self.removed.values())
        return bisect_right(self.comments, now) - gone

    def views_at(self, now: int) -> int:
        """How often the page was seen by `now`; it is seen a little after the end, too."""
        later = max(0, now - self.planned_end) // HOUR
        return max(1, int(self.views * self._elapsed(now))) + min(later, 2_000)

    def watchers_at(self, now: int) -> int:
        """How many watch the lot at `now`."""
        return int(self.watchers * self._elapsed(now))

    def _elapsed(self, now: int) -> float:
        return min(1.0, (now - self.opens) / (self.planned_end - self.opens))


def make_life(
    rng: random.Random,
    phase: str,
    *,
    traps: frozenset[str],
    now: int,
    opens_after: int | None,
    crowd: Sequence[Member],
    comments: int,
) -> Life:
    """The life of a lot that is "ended" or "live" at `now`, or "opening" within the days after.

    `opens_after`: the moment at which an earlier auction of the same car was over. `comments`:
    how many comments there are by `now`, or in all if the lot opens later.
    """
    planned = _planned_end(rng, phase, traps, now, opens_after)
    opens = planned - 7 * DAY + rng.randint(0, 2 * HOUR)
    result = _result(rng, traps, phase)
    withdrawn_at = None
    if result == "withdrawn":
        first = now if phase == "live" else opens + DAY
        withdrawn_at = rng.randint(max(first, planned - 2 * DAY), planned - HOUR)
    bids = _bids(rng, phase, traps, now=now, opens=opens, planned=planned, crowd=crowd)
    if withdrawn_at is not None:
        bids = tuple(bid for bid in bids if bid.placed < withdrawn_at)
    last_end = max([planned, *(bid.end for bid in bids)])
    deal_at, deal_price = _deal(rng, traps, result, last_end, now, bids)
    over = last_end if withdrawn_at is None else withdrawn_at
    times = _comment_times(rng, phase, now=now, opens=opens, over=over, count=comments)
    return Life(
        phase=phase,
        opens=opens,
        numbered_at=over if "no_number" in traps else opens,
        planned_end=planned,
        result=result,
        bids=bids,
        withdrawn_at=withdrawn_at,
        deal_at=deal_at,
        deal_price=deal_price,
        comments=times,
        removed=_removed(rng, traps, times),
        views=rng.randint(900, 60_000),
        watchers=rng.randint(40, 4_000),
    )


def _planned_end(
    rng: random.Random, phase: str, traps: frozenset[str], now: int, opens_after: int | None
) -> int:
    if phase == "opening":
        if opens_after is None:
            opens = now + rng.randint(60, OPENING_DAYS * DAY)
        else:
            opens = max(opens_after, now) + rng.randint(DAY, 3 * DAY)
        planned = opens + 7 * DAY
    elif phase == "live":
        planned = now + rng.randint(2 * HOUR, (30 if "ends_soon" in traps else 156) * HOUR)
    elif "old" in traps:
        planned = now - rng.randint(2_300 * DAY, 3_300 * DAY)
    elif "long_ago" in traps:
        planned = now - rng.randint(20 * DAY, 60 * DAY)
    elif "old" in traps:
        planned = _OLD + rng.randint(0, 5 * 365 * DAY)
    elif "yesterday" in traps:
        planned = now - rng.randint(3 * HOUR, 10 * HOUR)
    else:
        planned = now - rng.randint(HOUR, 60 * DAY)
    return planned - planned % 60


def _result(rng: random.Random, traps: frozenset[str], phase: str) -> str:
    for result in ("sold", "reserve_not_met", "withdrawn"):
        if result in traps:
            return result
    if phase != "ended" and rng.random() < 0.04:
        return "withdrawn"
    return "sold" if rng.random() < 0.65 else "reserve_not_met"


def _bids(
    rng: random.Random,
    phase: str,
    traps: frozenset[str],
    *,
    now: int,
    opens: int,
    planned: int,
    crowd: Sequence[Member],
) -> tuple[Bid, ...]:
    if "withdrawn" in traps and "no_bids" in traps:
        return ()
    count = max(2, int(80 * rng.random() ** 1.5))
    before_late = planned - EXTENSION - 1
    times: list[int] = []
    first = opens + HOUR
    if phase == "live":
        if "no_bids" not in traps:
            times = early_times(rng, count, (first, now))
        count = 1 + int(count * rng.uniform(0.1, 0.5))
        first = now + (HOUR if "no_bids" in traps else 60)
    times += early_times(rng, count, (first, before_late))
    if rng.random() < 0.7 or "late" in traps:
        times += late_times(rng, max(3, len(times) // 3), planned)
    bids = make_bids(rng, crowd, times, planned, int(10 ** rng.uniform(3.5, 5.4)))
    return cancel_last(bids) if "cancelled" in traps else bids


def _deal(
    rng: random.Random,
    traps: frozenset[str],
    result: str,
    last_end: int,
    now: int,
    bids: tuple[Bid, ...],
) -> tuple[int | None, int | None]:
    wanted = "deal" in traps or (rng.random() < 0.3 and "no_deal" not in traps)
    if result != "reserve_not_met" or not wanted or not bids:
        return None, None
    high = bids[-1].amount
    at = last_end + rng.randint(DAY // 2, 2 * DAY)
    if "yesterday" in traps:
        at = max(at, now + 2 * HOUR)
    return at, round(high * rng.uniform(1.02, 1.2) / 250 + 1) * 250


def _comment_times(
    rng: random.Random, phase: str, *, now: int, opens: int, over: int, count: int
) -> tuple[int, ...]:
    """`count` moments by `now` and some after it, until three days after the lot is over."""
    first, last = opens + 60, over + 3 * DAY
    if phase == "opening":
        return tuple(sorted(rng.randint(first, last) for _ in range(count)))
    known = min(now, last)
    times = [rng.randint(first, known) for _ in range(count)]
    share = (last - known) / (known - first)
    times += [rng.randint(known + 1, last) for _ in range(int(count * min(1.0, share)))]
    return tuple(sorted(times))


def _removed(
    rng: random.Random, traps: frozenset[str], times: tuple[int, ...]
) -> Mapping[int, int]:
    # These lots are there for their comments, or for how many they have.
    if traps & {"long", "most", "fewest", "hostile"}:
        return {}
    return {
        place: posted + rng.randint(HOUR, 2 * DAY)
        for place, posted in enumerate(times)
        if rng.random() < 0.01
    }
