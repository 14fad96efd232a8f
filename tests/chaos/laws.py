"""What must hold for every single change of a queue row, and for every request of a host."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from itertools import pairwise

from db.queue import QUEUES
from tests.chaos.journal import Change, changes, slots
from tests.chaos.last_night import MAX_ATTEMPTS
from tests.chaos.scene import HOST_DELAY, Scene

_DONE = {queue.table: queue.done for queue in QUEUES}
_ENDS = {"failed", "skipped", *_DONE.values()}
_CLOCKS = 0.02  # seconds between what two clocks of one machine say, at most


def broken_laws(scene: Scene) -> Iterator[str]:
    """Each breach, in words."""
    for change in changes(scene.database):
        place = f"{change.queue} {change.id}, change {change.seq}"
        yield from (f"{place}: {breach}" for breach in breaches(change))
    yield from _of_hosts(scene)


def unexplained_takeovers(scene: Scene) -> int:
    """Rows taken from a worker that no fault had hit: a machine too busy to renew leases in time
    does that, too."""
    taken = [change for change in changes(scene.database) if change.is_takeover]
    return sum(change.was_by not in scene.crew.harmed for change in taken)


def breaches(change: Change) -> Iterator[str]:
    """What of one change must not be, in words."""
    if change.attempts > MAX_ATTEMPTS:
        yield f"{change.attempts} attempts"
    if change.is_claim:
        anew = change.was_status == _DONE[change.queue]
        if change.attempts != (1 if anew else change.was_attempts + 1):
            yield f"a claim made {change.attempts} attempts of {change.was_attempts}"
        if change.status != "processing":
            yield f"a claim made it {change.status}"
    elif change.attempts > change.was_attempts:
        yield f"{change.attempts - change.was_attempts} attempts more without a claim"
    given_back = change.was_token is not None and change.status == "pending"
    if given_back and change.reason is None and change.attempts not in (0, change.was_attempts - 1):
        yield f"given back with {change.attempts} of {change.was_attempts} attempts"
    if change.is_takeover and change.was_due is not None and change.was_due > change.at:
        late = (change.was_due - change.at).total_seconds()
        yield f"taken over {late:.3f} s before its lease ended"
    if change.status == "processing" and change.token is None:
        yield "processing without a token"
    if change.status != "processing" and change.token is not None:
        yield f"{change.status} with a token"
    if change.status in _ENDS and change.was_status in _ENDS and change.status != change.was_status:
        yield f"{change.was_status} became {change.status}"


def _of_hosts(scene: Scene) -> Iterator[str]:
    """Slots never lie closer than the delay, and no request goes out before a slot of its own."""
    since = time.time() - time.monotonic()
    log = json.loads(scene.web.ask("/log"))
    taken = slots(scene.database)
    asked: dict[str, list[float]] = {}
    for entry in log:
        asked.setdefault(entry["host"], []).append(entry["time"] + since)
    for host, times in sorted(asked.items()):
        begins = sorted(taken.get(host, []))
        for before, after in pairwise(begins):
            if after - before < HOST_DELAY - 0.001:
                yield f"{host}: two slots are {after - before:.3f} s apart"
        if len(times) > len(begins):
            yield f"{host}: {len(times)} requests in {len(begins)} slots"
            continue
        for number, (at, begin) in enumerate(zip(sorted(times), begins, strict=False)):
            if at < begin - _CLOCKS:
                yield f"{host}: request {number} came {begin - at:.3f} s before its slot"
