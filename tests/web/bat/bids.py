"""How the bids of one auction run: amounts, times, and the end that late bids put off."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tests.web.bat.members import Member

EXTENSION = 120  # seconds: a bid later than this before the end moves the end to bid + 120


@dataclass(frozen=True)
class Bid:
    """One bid; times in unix seconds. `end` is the end of bidding once this bid was placed."""

    bidder: Member
    amount: int
    placed: int
    end: int
    cancelled: bool = False


def make_bids(
    rng: random.Random,
    bidders: Sequence[Member],
    count: int,
    span: tuple[int, int],
    end: int,
    price: int,
) -> tuple[Bid, ...]:
    """`count` bids within `span`, growing to about `price`, for an auction planned to end at `end`.

    The last bid is neither cancelled nor by a deleted account: somebody may have won.
    """
    if not count:
        return ()
    times = sorted(rng.randint(*span) for _ in range(count))
    if span[1] == end and rng.random() < 0.5:
        late = rng.randint(1, min(3, count))
        times[-late:] = [end - EXTENSION + 5 + 100 * step for step in range(late)]
        times.sort()
    winners = [bidder for bidder in bidders if bidder.shown]
    start = price * rng.uniform(0.1, 0.5)
    bids: list[Bid] = []
    amount = 0
    for number, placed in enumerate(times, 1):
        share = (number / count) ** 1.3
        amount = max(amount + 100, round((start + (price - start) * share) / 100) * 100)
        last = number == count
        end = max(end, placed + EXTENSION)
        bids.append(
            Bid(
                rng.choice(winners if last else bidders),
                amount + (rng.randint(1, 99) if rng.random() < 0.1 else 0),
                placed,
                end,
                cancelled=not last and rng.random() < 0.05,
            )
        )
    return tuple(bids)


def cancel_last(bids: tuple[Bid, ...]) -> tuple[Bid, ...]:
    """The same bids, the highest one cancelled: the one before it leads again."""
    if len(bids) < 2:
        return bids
    last, before = bids[-1], bids[-2]
    leading = Bid(last.bidder, before.amount, before.placed, before.end)
    return (*bids[:-2], leading, Bid(before.bidder, last.amount, last.placed, last.end, True))
