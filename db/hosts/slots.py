"""The line of a host's requests: each gets a slot, a delay after the one before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Slots are so much farther apart than the delay, as a share of it and in seconds at most: a request
# that goes out or arrives a little late does not come too close to the next one.
GUARD = 0.015
LARGEST_GUARD = 0.05
# Seconds; the cap of the delay that a host's own slowness makes (Scrapy's AUTOTHROTTLE_MAX_DELAY).
LONGEST_SLOWED = 60.0
# Seconds that a trial may take until the next request tries: longer than the slowest answer.
TRIAL = 90.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host's last answer tells of its pace.

    seconds: from the sending of the request to the answer's head, or until it was given up.
    good: a page; other answers are often quick and never make the pace faster.
    trouble: a server's error or a timeout.
    """

    seconds: float
    good: bool
    trouble: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the host's line of requests, or the reason why there is none now.

    taken: whether the request may go out at `at`, which is in `wait` seconds. If not, `at` and
    `wait` say when the host's next slot will be; it is nobody's yet.
    blocked: seconds for which the host is blocked (then nothing may be sent); None when it is free.
    failures: refusals since the last good answer; a slot that was taken all the same is the trial.
    troubles: requests in a row without an answer or with a server's error.
    spacing: seconds between this slot and the next, of which `guard` are beyond the delay.
    slack: seconds by which its request may leave late, since the next slot waits for `sent`.
    next_at: when the next slot begins.
    trial_until: when the trial is over, if this slot is one. now: the database's clock when the
    slot was taken.
    """

    taken: bool
    at: datetime
    wait: float
    blocked: float | None
    failures: int
    troubles: int
    spacing: float
    guard: float
    slack: float
    next_at: datetime
    trial_until: datetime | None
    now: datetime


# The clock is read once, after the row is locked: a statement that waited for its turn would else
# work with the time at which it began to wait.
_TAKE = text("""
    WITH locked AS MATERIALIZED (
        SELECT * FROM hosts WHERE host = :host FOR NO KEY UPDATE
    ), asked AS MATERIALIZED (
        SELECT *, clock_timestamp() AS now,
               greatest(coalesce(delay, CAST(:delay AS float)), crawl_delay, 0) AS own_delay
        FROM locked
    ), latencies AS MATERIALIZED (
        -- As Scrapy's AutoThrottle with one request at a time: the delay follows a longer latency
        -- at once, and a shorter one by half of the way. Trouble doubles it.
        SELECT *, CASE
            WHEN CAST(:latency AS float) IS NULL THEN slowed
            WHEN :trouble THEN greatest(2 * greatest(own_delay, slowed), :latency)
            WHEN :latency >= slowed THEN :latency
            WHEN :good THEN (slowed + :latency) / 2
            ELSE slowed END AS follows
        FROM asked
    ), paced AS MATERIALIZED (
        SELECT *,
            -- A host without a delay is not to be waited for, however late it answers.
            CASE WHEN own_delay > 0 AND least(follows, :longest) > own_delay
                 THEN least(follows, :longest) ELSE 0 END AS slow,
            -- The slot that its worker gave up is free again, unless others line up behind it.
            CASE WHEN next_request_at = CAST(:given_up_next AS timestamptz)
                 THEN CAST(:given_up_at AS timestamptz)
                 ELSE next_request_at + make_interval(secs => unsent) END AS free_at,
            blocked_until > now
                AND (trial_until = CAST(:given_up_trial AS timestamptz)) IS NOT TRUE AS is_blocked
        FROM latencies
    ), spaced AS MATERIALIZED (
        SELECT *, least(greatest(own_delay, slow) * :guard, :largest_guard) AS guard,
            NOT coalesce(is_blocked, false)
                AND (CAST(:ahead AS float) IS NULL
                     OR free_at <= now + make_interval(secs => :ahead)) AS taken
        FROM paced
    ), line AS MATERIALIZED (
        SELECT *, greatest(own_delay, slow) + guard AS spacing,
            CASE WHEN :slack > 0 AND own_delay > 0
                 THEN greatest(:slack, own_delay, slow) ELSE 0 END AS slack,
            greatest(CASE WHEN taken THEN free_at ELSE next_request_at END, CASE WHEN own_delay > 0
                              THEN now + make_interval(secs => :lead) ELSE now END) AS at
        FROM spaced
    ), kept AS (
        UPDATE hosts h SET
            slowed = line.slow,
            next_request_at = CASE WHEN line.taken
                THEN line.at + make_interval(secs => line.spacing) ELSE h.next_request_at END,
            unsent = CASE WHEN line.taken THEN line.slack ELSE h.unsent END,
            requests = h.requests + CASE
                WHEN line.taken AND CAST(:given_up_at AS timestamptz) IS NULL THEN 1 ELSE 0 END,
            -- A trial: for all others the host stays blocked until its answer.
            trial_until = CASE WHEN line.taken AND line.consecutive_failures > 0
                THEN line.at + make_interval(secs => :trial) ELSE h.trial_until END,
            blocked_until = CASE WHEN line.taken AND line.consecutive_failures > 0
                THEN line.at + make_interval(secs => :trial) ELSE h.blocked_until END
        FROM line
        WHERE h.host = line.host AND (line.taken OR h.slowed <> line.slow)
        RETURNING h.next_request_at, h.trial_until
    )
    SELECT line.taken, line.at, line.now, line.spacing, line.guard, line.slack, line.troubles,
           line.consecutive_failures AS failures,
           CAST(extract(epoch FROM line.at - line.now) AS float) AS wait,
           CASE WHEN line.is_blocked
                THEN CAST(extract(epoch FROM line.blocked_until - line.now) AS float)
           END AS blocked,
           coalesce(kept.next_request_at, line.next_request_at) AS next_at,
           CASE WHEN line.taken AND line.consecutive_failures > 0
                THEN kept.trial_until END AS trial_until
    FROM line LEFT JOIN kept ON true
""")


async def take_slot(
    conn: AsyncConnection,
    host: str,
    default_delay: float,
    *,
    ahead: float | None = None,
    lead: float = 0.0,
    slack: float = 0.0,
    given_up: Slot | None = None,
    answer: Answer | None = None,
    trial: float = TRIAL,
) -> Slot:
    """The host's next free moment for a request, in one statement (two for a new host).

    default_delay: seconds between two requests of a host that has no delay of its own; what its
    robots.txt asks, and what its slowness makes of it, is kept in any case.
    ahead: seconds; a slot that is farther away is not taken, so that whoever waits holds none
    (None: any is taken). lead: seconds that the slot is away at least, as long as this answer
    takes to reach its worker. slack: seconds by which the request may leave late, or a delay if
    that is longer: until `sent` says when it left, the next slot is put off as long (0: not).
    given_up: the slot that this one is for, since its time has passed. answer: what the host
    answered last. trial: seconds until a trial without an answer is over.
    """
    asked: dict[str, Any] = {
        "host": host,
        "delay": default_delay,
        "guard": GUARD,
        "largest_guard": LARGEST_GUARD,
        "longest": LONGEST_SLOWED,
        "ahead": ahead,
        "lead": lead,
        "slack": slack,
        "trial": trial,
        "given_up_at": given_up and given_up.at,
        "given_up_next": given_up and given_up.next_at,
        "given_up_trial": given_up and given_up.trial_until,
        "latency": answer and answer.seconds,
        "good": bool(answer and answer.good),
        "trouble": bool(answer and answer.trouble),
    }
    row = (await conn.execute(_TAKE, asked)).one_or_none()
    if row is None:
        await conn.execute(
            text("""
                INSERT INTO hosts (host, next_request_at) VALUES (:host, clock_timestamp())
                ON CONFLICT DO NOTHING
            """),
            {"host": host},
        )
        row = (await conn.execute(_TAKE, asked)).one()
    return Slot(**{**row._mapping, "wait": max(0.0, row.wait)})


async def sent(conn: AsyncConnection, host: str, slot: Slot, late: float) -> None:
    """The slot's request left, so many seconds late: the next slot comes a delay after that, and
    waits no longer. If it was taken meanwhile, those behind it come no nearer than the delay."""
    await conn.execute(
        text("""
            UPDATE hosts SET
                next_request_at = greatest(next_request_at, sent.next_at),
                unsent = CASE WHEN next_request_at = CAST(:next_at AS timestamptz)
                              THEN 0 ELSE unsent END
            FROM (SELECT CAST(:at AS timestamptz) + make_interval(secs => :seconds) AS next_at) sent
            WHERE host = :host
        """),
        {"host": host, "at": slot.at, "next_at": slot.next_at, "seconds": late + slot.spacing},
    )
