"""What a fault is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tests.chaos.scene import Scene


@dataclass
class Fault:
    """Something that goes wrong `at` seconds after the first claim of a round, for `seconds`.

    `begin` and `end` return at once and are called by one thread. lasts: the range that `seconds`
    is drawn from. times: how often a round has it, at most.
    """

    at: float
    seconds: float
    name: ClassVar[str]
    lasts: ClassVar[tuple[float, float]] = (0.0, 0.0)
    times: ClassVar[int] = 3

    @classmethod
    def why_not(cls, scene: Scene) -> str | None:
        """Why it cannot happen on this machine; None: it can."""
        return None

    def begin(self, scene: Scene) -> bool:
        """Let it happen; False: there was nothing to hit."""
        raise NotImplementedError

    def end(self, scene: Scene) -> None:
        """Let it be over. Whatever was not ended by itself must be as before."""
