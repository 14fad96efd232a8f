"""What stands between a request and its host: robots.txt, the host's pace, and, when no page
comes, the reason why."""

from crawler.middlewares.breaker import Breaker
from crawler.middlewares.failures import failure_of_error, failure_of_status, retry_after
from crawler.middlewares.host_gate import ASKING, HostBlocked, HostGate, WorkerStopping
from crawler.middlewares.robots import RobotsForbidden, RobotsMiddleware, RobotsUnknown, crawl_delay

__all__ = [
    "ASKING",
    "Breaker",
    "HostBlocked",
    "HostGate",
    "RobotsForbidden",
    "RobotsMiddleware",
    "RobotsUnknown",
    "WorkerStopping",
    "crawl_delay",
    "failure_of_error",
    "failure_of_status",
    "retry_after",
]
