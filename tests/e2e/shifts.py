"""Workers of several machines in one night: each crawls what is due, again and again."""

import signal
from dataclasses import dataclass, field

import psycopg

from db.queue import QUEUES, Queue
from tests.crawls import Crawl
from tests.machines import Machine
from tests.program import Program

_SOON = "interval '1 minute'"  # a row whose lease or block ends so soon is still this night's
# A host that refused is tried by one request, and for as long as that may take by nobody else.
_IN_A_HURRY = ("-s", "DOWNLOAD_TIMEOUT=10")
# Where an inventory may begin instead of the dealer's website.
_PROFILES = """
    SELECT b.profile_url FROM businesses b
    JOIN organization_inventory_sync_queue q ON q.organization_id = b.id
    WHERE q.status = 'processing' AND q.locked_by LIKE %(by)s AND b.profile_url IS NOT NULL
"""


@dataclass
class Shift:
    """A worker's place on a machine: one crawl at a time, the next one when it has ended."""

    night: Program
    crawls: list[Crawl] = field(default_factory=list)
    disturbed: list[Crawl] = field(default_factory=list)

    @property
    def crawl(self) -> Crawl | None:
        """The crawl that runs here now."""
        return self.crawls[-1] if self.crawls and self.crawls[-1].is_running() else None

    def begin(self, queue: Queue) -> None:
        """Start the spider of this queue."""
        self.crawls.append(Crawl.start(self.night, queue.spider, "-a", "batches=0", *_IN_A_HURRY))

    def disturb(self, number: signal.Signals | None = None) -> None:
        """Note that the crawl does not end as it would have; send it a signal, if one is given."""
        if self.crawl is not None:
            self.disturbed.append(self.crawl)
            if number is not None:
                self.crawl.process.send_signal(number)

    def holds(self, database: str) -> set[str]:
        """The pages whose rows the crawl has at this moment; of an inventory, where it begins."""
        if self.crawl is None:
            return set()
        by = f"%:{self.crawl.process.pid}"
        with psycopg.connect(database) as conn:
            pages = [
                f"""SELECT {queue.url} FROM {queue.table}
                    WHERE status = 'processing' AND locked_by LIKE %(by)s"""
                for queue in QUEUES
            ]
            found = conn.execute(" UNION ".join((*pages, _PROFILES)), {"by": by})
            return {row[0] for row in found}


def shifts(machine: Machine, night: Program, workers: int) -> list[Shift]:
    """Places for this many workers on the machine."""
    placed = machine.place(night)
    return [Shift(placed) for _ in range(workers)]


def due(database: str) -> dict[str, int]:
    """Of each queue with rows that are this night's work still: how many can be claimed now."""
    found = {}
    with psycopg.connect(database) as conn:
        for queue in QUEUES:
            row = conn.execute(
                f"""SELECT count(*) FILTER (WHERE {queue.due} <= now()), count(*)
                    FROM {queue.table}
                    WHERE {queue.due} <= now() + {_SOON} OR status = 'processing'"""
            ).fetchone()
            if row and row[1]:
                found[queue.table] = int(row[0])
    return found


def keep_busy(places: list[Shift], database: str) -> bool:
    """Let each place that has nothing to do begin with the queue that has most due and fewest
    workers; False when the night's work is done."""
    waiting = due(database)
    at_work = [place.crawl.words[0] for place in places if place.crawl is not None]
    for place in places:
        able = [queue for queue in QUEUES if waiting.get(queue.table)]
        if place.crawl is None and able:
            queue = min(able, key=lambda q: (at_work.count(q.spider), -waiting[q.table]))
            place.begin(queue)
            at_work.append(queue.spider)
    return bool(waiting or at_work)
