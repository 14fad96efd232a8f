"""Workers and schedulers that die, are told to end, or stand still."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import ClassVar

from tests.chaos.faults.fault import Fault
from tests.chaos.scene import LEASE, Scene


@dataclass
class _Signal(Fault):
    number: ClassVar[int]
    harms: ClassVar[bool] = False

    def begin(self, scene: Scene) -> bool:
        """A random process of the round, rather one that holds rows, gets the signal."""
        victim = scene.victim()
        if victim is None:
            return False
        if self.harms:
            scene.crew.harm(victim)
        scene.crew.signal(victim, self.number)
        return True


class Killed(_Signal):
    """SIGKILL."""

    name = "killed"
    number = signal.SIGKILL
    harms = True
    times = 4


class Terminated(_Signal):
    """SIGTERM."""

    name = "terminated"
    number = signal.SIGTERM


class Interrupted(_Signal):
    """SIGINT."""

    name = "interrupted"
    number = signal.SIGINT


class SchedulerKilled(Fault):
    """SIGKILL to a scheduler: its crawls live on without it."""

    name = "scheduler killed"
    times = 1

    def begin(self, scene: Scene) -> bool:
        """A random scheduler, if the round has any."""
        schedulers = scene.crew.members("scheduler")
        if not schedulers:
            return False
        scene.crew.signal(scene.chance.choice(schedulers), signal.SIGKILL)
        return True


@dataclass
class Frozen(Fault):
    """SIGSTOP past the end of the lease, then SIGCONT."""

    pid: int = 0
    name = "frozen"
    lasts = (LEASE + 0.5, LEASE + 2.5)

    def begin(self, scene: Scene) -> bool:
        """A random process stands still."""
        victim = scene.victim()
        if victim is None:
            return False
        self.pid = victim.pid
        scene.crew.harm(victim)
        scene.crew.frozen.add(victim.pid)
        scene.crew.signal(victim, signal.SIGSTOP)
        return True

    def end(self, scene: Scene) -> None:
        """It goes on as if nothing had been."""
        for process in scene.crew.members():
            if process.pid == self.pid:
                scene.crew.signal(process, signal.SIGCONT)
        scene.crew.frozen.discard(self.pid)
