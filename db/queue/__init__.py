"""The four queues, by one code: enqueue, claim, heartbeat, complete, fail, release, requeue.

A row's life is drawn in docs/queue.md. Each verb takes an open connection and is one or a few
statements of its transaction; the caller commits. All times are the database's own clock.

Locks are taken in one order everywhere, so that verbs do not deadlock: queue rows by key, then
`queue_hosts` by host; within a transaction the queue that is fed before the queue that feeds it,
but rows of lots in `import_queue` before those in `bat_extraction_queue`.
"""

from db.queue.claiming import claim, claim_due, claim_row
from db.queue.claims import Claim
from db.queue.counting import QueueCounts, RowCount, count, count_stuck, due_since, last_end
from db.queue.ending import (
    RETRIED,
    SKIPPED,
    complete,
    complete_unclaimed,
    fail,
    postpone,
    requeue,
)
from db.queue.enqueueing import Enqueued, NewRow, enqueue, host_of
from db.queue.leases import LeaseLost, advance, heartbeat, hold, release
from db.queue.line import Line, next_due
from db.queue.scheduling import Planned, lock, plan, try_again
from db.queue.tables import (
    BAT_EXTRACTION_QUEUE,
    CLASSIC_SELLER_QUEUE,
    IMPORT_QUEUE,
    INVENTORY_QUEUE,
    QUEUES,
    Queue,
    UnknownQueue,
    queue_named,
)
from db.queue.tallies import Miscount, fold, recount

__all__ = [
    "BAT_EXTRACTION_QUEUE",
    "CLASSIC_SELLER_QUEUE",
    "IMPORT_QUEUE",
    "INVENTORY_QUEUE",
    "QUEUES",
    "RETRIED",
    "SKIPPED",
    "Claim",
    "Enqueued",
    "LeaseLost",
    "Line",
    "Miscount",
    "NewRow",
    "Planned",
    "Queue",
    "QueueCounts",
    "RowCount",
    "UnknownQueue",
    "advance",
    "claim",
    "claim_due",
    "claim_row",
    "complete",
    "complete_unclaimed",
    "count",
    "count_stuck",
    "due_since",
    "enqueue",
    "fail",
    "fold",
    "heartbeat",
    "hold",
    "host_of",
    "last_end",
    "lock",
    "next_due",
    "plan",
    "postpone",
    "queue_named",
    "recount",
    "release",
    "requeue",
    "try_again",
]
