"""A crawl in the background, its lines read as they come."""

import subprocess
import threading
import time
from dataclasses import dataclass, field

from tests.program import Program


@dataclass
class Crawl:
    """A started process. lines: what it has said so far, each with its time (monotonic)."""

    process: subprocess.Popen[str]
    words: tuple[str, ...]
    lines: list[tuple[float, str]] = field(default_factory=list)
    _reading: threading.Thread | None = None

    @classmethod
    def start(cls, night: Program, *words: str) -> "Crawl":
        """`scrapy crawl` with these words."""
        crawl = cls(night.start("scrapy", "crawl", *words), words)
        crawl._reading = threading.Thread(target=crawl._read, daemon=True)
        crawl._reading.start()
        return crawl

    @property
    def output(self) -> str:
        """All that it has said so far."""
        return "\n".join(line for _, line in self.lines)

    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def said(self, words: str) -> float | None:
        """When it first said a line with these words; None: not yet."""
        return next((at for at, line in list(self.lines) if words in line), None)

    def end(self, seconds: float) -> int:
        """Its exit status; it has `seconds` left to end by itself, and is killed then."""
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"it did not end:\n{self.output[-3000:]}") from None
        if self._reading is not None:
            self._reading.join(10)
        return code

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append((time.monotonic(), line.rstrip("\n")))
