"""The sample web's own log: who asked what, when."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tests.program import SampleWeb


@dataclass(frozen=True)
class Asked:
    """A request as it came in. at: seconds of this machine's monotonic clock."""

    host: str
    path: str
    at: float
    status: int
    agent: str

    def by(self, machine: str) -> bool:
        """Whether this machine asked."""
        return f"(+{machine})" in self.agent


def requests(web: SampleWeb) -> list[Asked]:
    """All requests since the log was cleared, the first one first."""
    return [
        Asked(entry["host"], entry["path"], entry["time"], entry["status"], entry["agent"])
        for entry in json.loads(web.ask("/log"))
    ]


def by_host(asked: Iterable[Asked]) -> dict[str, list[Asked]]:
    """The requests of each host, in the order in which they came."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for request in sorted(asked, key=lambda request: request.at):
        found[request.host].append(request)
    return dict(found)
