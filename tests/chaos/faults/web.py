"""Sites that misbehave for a while."""

from __future__ import annotations

from tests.chaos.faults.fault import Fault
from tests.chaos.scene import Scene

_HOSTS = ("www.classic.com", "bringatrailer.com")
_KINDS = ("500", "503", "cut", "stall")


class BadPages(Fault):
    """A few answers of a site are errors, cut short, or late."""

    name = "bad pages"

    def begin(self, scene: Scene) -> bool:
        """The next one to three pages."""
        host = scene.chance.choice(_HOSTS)
        kind, times = scene.chance.choice(_KINDS), scene.chance.randint(1, 3)
        scene.web.ask(f"/misbehave?host={host}&path=/*&kind={kind}&times={times}&seconds=2")
        return True
