"""How the bids of one auction run: amounts, times, and the end that late bids put off."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.web.bat.members import Member

EXTENSION = 120  # seconds: a bid later than this before the end moves the end to bid + 120
MOST_LATE = 25  # bids that may put the end off


@dataclass(frozen=True)
class Bid:
    """One bid; times in unix seconds. `end` is the end of bidding once this bid was placed.

    `cancelled` says whether it is cancelled now, `cancelled_at` when it is or will be.
    """

    bidder: Member
    amount: int
    placed: int
    end: int
    cancelled: bool = False
    cancelled_at: int | None = None

    def at(self, now: int) -> "Bid":
        """The bid as it stands at `now`."""
        cancelled = self.cancelled_at is not None and self.cancelled_at <= now
        return self if cancelled == self.cancelled else replace(self, cancelled=cancelled)


def early_times(rng: random.Random, count: int, span: tuple[int, int]) -> list[int]:
    """`count` moments within `span`, in order; more of them in its last fifth."""
    first, last = span
    if last < first:
        return []
    recent = last - (last - first) // 5
    return sorted(rng.randint(recent if rng.random() < 0.35 else first, last) for _ in range(count))


def late_times(rng: random.Random, count: int, end: int) -> list[int]:
    """`count` moments, each in the last two minutes before the end that the one before made."""
    times: list[int] = []
    for _ in range(min(count, MOST_LATE)):
        placed = end - rng.randint(5, EXTENSION - 5)
        if times and placed <= times[-1]:
            placed = times[-1] + 1
        times.append(placed)
        end = placed + EXTENSION
    return times


def make_bids(
    rng: random.Random, bidders: Sequence[Member], times: Sequence[int], end: int, price: int
) -> tuple[Bid, ...]:
    """A bid at each of `times`, growing to about `price`, for an auction planned to end at `end`.

    Some are cancelled before the auction ends. The last one is not, nor is it by a deleted
    account: somebody may have won.
    """
    winners = [bidder for bidder in bidders if bidder.shown]
    start = price * rng.uniform(0.1, 0.5)
    count = len(times)
    bids: list[Bid] = []
    amount = 0
    for number, placed in enumerate(times, 1):
        share = (number / count) ** 1.3
        amount = max(amount + 100, round((start + (price - start) * share) / 100) * 100)
        amount += rng.randint(1, 99) if rng.random() < 0.1 else 0
        last = number == count
        end = max(end, placed + EXTENSION)
        cancelled_at = placed + rng.randint(60, 6 * 3_600) if rng.random() < 0.05 else None
        bids.append(
            Bid(
                rng.choice(winners if last else bidders),
                amount,
                placed,
                end,
                cancelled_at=None if last else cancelled_at,
            )
        )
    return tuple(_cancelled_before(bid, end) for bid in bids)


def cancel_last(bids: tuple[Bid, ...]) -> tuple[Bid, ...]:
    """The same bids, the highest one cancelled: the one before it leads again."""
    if len(bids) < 2:
        return bids
    last, before = bids[-1], bids[-2]
    leading = replace(before, bidder=last.bidder, cancelled_at=None)
    return (
        *bids[:-2],
        leading,
        replace(last, bidder=before.bidder, cancelled_at=last.placed + EXTENSION // 2),
    )


def _cancelled_before(bid: Bid, end: int) -> Bid:
    if bid.cancelled_at is None or bid.cancelled_at < end:
        return bid
    return replace(bid, cancelled_at=end - 1)
