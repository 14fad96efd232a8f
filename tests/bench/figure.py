"""One measured figure beside its reference."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a benchmark found.

    name: the benchmark's name and, where it has several figures, what this one is about.
    value, reference: medians of the same quantity in `unit`; `against` says what the reference is.
    at_least, at_most: the target of their ratio; neither: the figure only informs.
    details: further numbers, with their units in their names.
    """

    name: str
    value: float
    unit: str
    reference: float
    against: str
    at_least: float | None = None
    at_most: float | None = None
    details: Mapping[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """`value` in units of `reference`."""
        return self.value / self.reference

    @property
    def target(self) -> str:
        """The target in words; empty without one."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return "" if self.at_most is None else f"≤ {self.at_most:g}"

    @property
    def verdict(self) -> str:
        """`ok` or `missed`; empty without a target."""
        if self.at_least is not None:
            met = self.ratio >= self.at_least
        elif self.at_most is not None:
            met = self.ratio <= self.at_most
        else:
            return ""
        return "ok" if met else "missed"

    def as_json(self) -> dict[str, Any]:
        """The figure for programs."""
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "against": self.against,
            "reference": round(self.reference, 3),
            "ratio": round(self.ratio, 3),
            "target": self.target or None,
            "verdict": self.verdict or None,
            "details": {name: round(number, 3) for name, number in self.details.items()},
        }
