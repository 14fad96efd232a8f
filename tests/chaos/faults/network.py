"""Workers that cannot reach the database, which itself is well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tests.chaos.faults.fault import Fault
from tests.chaos.proxy import Mode
from tests.chaos.scene import LEASE, Scene


@dataclass
class _Proxied(Fault):
    mode: ClassVar[Mode]
    times = 2

    def begin(self, scene: Scene) -> bool:
        """All workers are behind the proxy."""
        scene.crew.harm_all()
        scene.proxy.set(self.mode)
        return True

    def end(self, scene: Scene) -> None:
        """The way is free again."""
        scene.crew.harm_all()
        scene.proxy.set("forward")


class CutOff(_Proxied):
    """Connections are reset, and new ones at once, too."""

    name = "cut off"
    mode = "drop"
    lasts = (0.2, LEASE + 2)


class Stalled(_Proxied):
    """Connections stay open, and nothing comes through until the end."""

    name = "stalled"
    mode = "stall"
    lasts = (0.5, LEASE + 2)
