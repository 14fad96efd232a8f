"""What differs between the four queues: names, and when a done row comes round again."""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue table.

    key: the unique column that names a row; key_type is its SQL type.
    url: the column with the page to fetch.
    due: the one column a claim looks at.
    done: the status word of the good end.
    carried: further columns that whoever enqueues gives and whoever claims gets, with SQL types.
    again_after: when a done row comes due again; None: never.
    spider: who works it off.
    """

    table: str
    key: str
    url: str
    done: str
    spider: str
    due: str = "run_at"
    key_type: str = "text"
    carried: dict[str, str] = field(default_factory=dict)
    again_after: timedelta | None = None

    def __hash__(self) -> int:
        return hash(self.table)


class UnknownQueue(ValueError):
    """A name that is none of the four queues'."""


CLASSIC_SELLER_QUEUE = Queue(
    table="classic_seller_queue",
    spider="classic_profiles",
    key="profile_url",
    url="profile_url",
    done="completed",
    carried={"seller_name": "text", "business_type": "text"},
)
INVENTORY_QUEUE = Queue(
    table="organization_inventory_sync_queue",
    spider="dealer_inventory",
    key="organization_id",
    key_type="bigint",
    url="start_url",
    due="next_run_at",
    done="completed",
    carried={"start_url": "text", "run_mode": "text"},
    again_after=timedelta(hours=24),
)
IMPORT_QUEUE = Queue(
    table="import_queue",
    spider="listings",
    key="listing_url",
    url="listing_url",
    done="complete",
    carried={"organization_id": "bigint", "platform": "text", "page_url": "text"},
)
BAT_EXTRACTION_QUEUE = Queue(
    table="bat_extraction_queue",
    spider="bat_comments",
    key="bat_url",
    url="bat_url",
    done="complete",
)

# In the order of the flow: each feeds those after it.
QUEUES = (CLASSIC_SELLER_QUEUE, INVENTORY_QUEUE, IMPORT_QUEUE, BAT_EXTRACTION_QUEUE)


def queue_named(name: str) -> Queue:
    """The queue with this table name. Raises UnknownQueue, whose message lists the names."""
    for queue in QUEUES:
        if queue.table == name:
            return queue
    known = ", ".join(queue.table for queue in QUEUES)
    raise UnknownQueue(f"no queue {name!r}; the queues are {known}")
