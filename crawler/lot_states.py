"""A lot's life: when it is looked at again, after each thing that can be learned of it.

The one place that decides this; `docs/lots.md` draws it as a table. A lot is live, then sold,
reserve_not_met, withdrawn or ended. Only its own page says which: the lists only say when to look.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Late bids move the end on, and the result takes a moment to be written.
AFTER_THE_END = timedelta(minutes=10)
# A page that is over may state its result only some time after the end.
RESULT_AWAITED = timedelta(hours=1)
# A list may go on saying what the page denies: so long, the page is believed.
PAGE_BELIEVED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class KnownLot:
    """A lot as it is stored."""

    status: str  # LOT_STATUSES
    ends_at: datetime | None
    read_at: datetime  # when the page that is stored was asked for


@dataclass(frozen=True, slots=True)
class Look:
    """When a lot is to be looked at. exactly: moved there from wherever it waits; else only if it
    would wait longer."""

    at: datetime
    exactly: bool


def after_page(
    status: str,
    ends_at: datetime | None,
    *,
    asked_at: datetime,
    reread: timedelta | None = None,
) -> datetime | None:
    """When to look again after a lot's page that was asked for at `asked_at` said this; None: it
    is final.

    reread: how long after a page a lot that still runs is read once more before its end (None:
    not at all). What claims to be over before its end came is looked at again after the end, and
    what is over without a result again for an hour.
    """
    if status == "ended" and ends_at is not None and ends_at <= asked_at < ends_at + RESULT_AWAITED:
        return asked_at + AFTER_THE_END
    if status != "live":
        return None if ends_at is None or ends_at <= asked_at else ends_at + AFTER_THE_END
    at_end = max(ends_at or asked_at, asked_at) + AFTER_THE_END
    if reread is not None and ends_at is not None and asked_at + reread < ends_at:
        return asked_at + reread
    return at_end


def after_board(
    known: KnownLot,
    listed_end: datetime | None,
    *,
    asked_at: datetime,
    reread: timedelta | None = None,
) -> Look | None:
    """When to look at a known lot after the board of live lots that was asked for at `asked_at`;
    None: when it is planned anyway.

    listed_end: the end that the board states for it; None: the board does not list it.
    """
    if known.read_at >= asked_at:
        return None  # the page is newer
    if known.status != "live":
        if listed_end is None or listed_end <= asked_at:
            return None
        return Look(max(asked_at, known.read_at + PAGE_BELIEVED), exactly=False)
    if listed_end is None:
        if known.ends_at is None or known.ends_at <= asked_at:
            ended_at = known.ends_at or asked_at
            return Look(max(ended_at, known.read_at) + AFTER_THE_END, exactly=False)
        # It was withdrawn before its end, or the board leaves out what its page calls live.
        look_at = max(asked_at + AFTER_THE_END, known.read_at + PAGE_BELIEVED)
        return Look(look_at, exactly=False)
    if listed_end <= asked_at:
        return None
    look = after_page("live", listed_end, asked_at=known.read_at, reread=reread)
    return None if look is None else Look(look, exactly=True)


def after_results(
    known: KnownLot, listed_status: str, listed_end: datetime | None, *, asked_at: datetime
) -> Look | None:
    """When to look at a known lot after a list of results that was asked for at `asked_at` gave it
    this status: a lot may be sold days after its reserve was not met. One that states no result
    (ended) contradicts none."""
    if known.read_at >= asked_at or known.status == listed_status:
        return None
    if known.status != "live" and listed_status == "ended":
        return None
    if known.status == "live":
        ended_at = max(min(listed_end or asked_at, asked_at), known.read_at)
        return Look(ended_at + AFTER_THE_END, exactly=False)
    return Look(max(asked_at, known.read_at + PAGE_BELIEVED), exactly=False)
