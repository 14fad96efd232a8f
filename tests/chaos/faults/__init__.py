"""What can go wrong in a round."""

from tests.chaos.faults.contention import (
    BackendsTerminated,
    Deadlocks,
    LockTimeouts,
    RepeatableRead,
    Serializable,
    StatementsCancelled,
)
from tests.chaos.faults.fault import Fault
from tests.chaos.faults.network import CutOff, Stalled
from tests.chaos.faults.processes import (
    Frozen,
    Interrupted,
    Killed,
    SchedulerKilled,
    Terminated,
)
from tests.chaos.faults.server import (
    BackendKilled,
    DiskFull,
    NoFreeConnection,
    ServerKilled,
    ServerStoppedFast,
    ServerStoppedImmediately,
)
from tests.chaos.faults.web import BadPages

FAULTS: tuple[type[Fault], ...] = (
    Killed,
    Terminated,
    Interrupted,
    Frozen,
    SchedulerKilled,
    ServerKilled,
    ServerStoppedFast,
    ServerStoppedImmediately,
    BackendKilled,
    DiskFull,
    NoFreeConnection,
    CutOff,
    Stalled,
    Deadlocks,
    BackendsTerminated,
    StatementsCancelled,
    LockTimeouts,
    RepeatableRead,
    Serializable,
    BadPages,
)

__all__ = ["FAULTS", "Fault"]
