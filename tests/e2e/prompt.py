"""`scrapy …` as at a prompt: a child process with a database of its own."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Prompted:
    """What a command gave back: exit status, standard output, standard error, seconds taken."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def message(self) -> str:
        """The last line of standard error: what went wrong, in one line."""
        assert "Traceback" not in self.err, self.err
        lines = [line for line in self.err.splitlines() if line.strip()]
        assert lines, f"nothing was said; exit status {self.code}"
        return lines[-1]


def scrapy(
    *arguments: str, database: str, gateway: str = "", given: str = "", cwd: Path = ROOT
) -> Prompted:
    """Run `scrapy` with these arguments. database: its DATABASE_URL; given: its standard input."""
    environment = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "COLUMNS")}
    environment |= {
        "DATABASE_URL": database,
        "WEB_GATEWAY": gateway,
        "HOST_DELAY": "0.01",
        "CONTACT": "test@example.org",
    }
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=cwd,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Prompted(ended.returncode, ended.stdout, ended.stderr, time.monotonic() - began)
