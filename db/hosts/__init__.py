"""The politeness of a host, shared by all workers on all machines and kept through restarts.

Only the database's clock counts. A host is *free* or *blocked* (until a time). When a block is
over, one request at a time tries the host (the *trial*), and it stays blocked for all others until
the trial's answer frees it or blocks it for longer.
"""

from db.hosts.blocks import (
    FIRST_BLOCK,
    LONGEST_BLOCK,
    LONGEST_OUTAGE,
    TROUBLES,
    answered,
    block,
    blocked_hosts,
    leave_trial,
    troubled,
)
from db.hosts.robots import ROBOTS_KEPT, keep_robots, kept_robots
from db.hosts.slots import (
    GUARD,
    LARGEST_GUARD,
    LONGEST_SLOWED,
    TRIAL,
    Answer,
    Slot,
    sent,
    take_slot,
)

__all__ = [
    "FIRST_BLOCK",
    "GUARD",
    "LARGEST_GUARD",
    "LONGEST_BLOCK",
    "LONGEST_OUTAGE",
    "LONGEST_SLOWED",
    "ROBOTS_KEPT",
    "TRIAL",
    "TROUBLES",
    "Answer",
    "Slot",
    "answered",
    "block",
    "blocked_hosts",
    "keep_robots",
    "kept_robots",
    "leave_trial",
    "sent",
    "take_slot",
    "troubled",
]
