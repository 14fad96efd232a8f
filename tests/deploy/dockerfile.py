"""What a Dockerfile says, as far as it is needed to hold it to rules."""

import json
import shlex
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Instruction:
    """One instruction: its name, its flags (`--from=…`), and its words."""

    name: str
    flags: dict[str, str]
    words: list[str]


@dataclass(frozen=True)
class Stage:
    """A stage: what it is made from, its own name, its instructions."""

    origin: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)

    def all(self, name: str) -> list[Instruction]:
        """Its instructions of one kind, in their order."""
        return [i for i in self.instructions if i.name == name]


def stages(file: Path) -> dict[str, Stage]:
    """The stages by name, in their order. Raises ValueError for a stage without a name."""
    found: dict[str, Stage] = {}
    stage: Stage | None = None
    for line in _lines(file):
        name, _, rest = line.partition(" ")
        if name == "FROM":
            origin, word, own = rest.split()
            if word != "AS":
                raise ValueError(f"a stage without a name: {line!r}")
            stage = found[own] = Stage(origin, own)
        elif stage is None:
            raise ValueError(f"before the first stage: {line!r}")
        else:
            stage.instructions.append(_instruction(name, rest.strip()))
    return found


def lineage(all_stages: dict[str, Stage], name: str) -> list[Stage]:
    """The stages that a stage's image is made of, the first one first."""
    stage = all_stages[name]
    before = lineage(all_stages, stage.origin) if stage.origin in all_stages else []
    return [*before, stage]


def _lines(file: Path) -> list[str]:
    lines = [line for line in file.read_text().splitlines() if not line.lstrip().startswith("#")]
    return [line for line in "\n".join(lines).replace("\\\n", " ").splitlines() if line.strip()]


def _instruction(name: str, rest: str) -> Instruction:
    flags: dict[str, str] = {}
    while name in ("COPY", "RUN", "HEALTHCHECK") and rest.startswith("--"):
        flag, _, rest = rest.partition(" ")
        key, _, value = flag.removeprefix("--").partition("=")
        flags[key] = value
    words = json.loads(rest) if rest.startswith("[") else shlex.split(rest)
    return Instruction(name, flags, words)
