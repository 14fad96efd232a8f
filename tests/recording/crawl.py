"""One spider's crawl as a child process, its exchanges recorded to a cassette or replayed."""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.settings import DOWNLOAD_HANDLERS
from tests.recording.handler import RecordHandler, ReplayHandler

ROOT = Path(__file__).parents[2]
LONGEST = 600  # seconds: a crawl that takes longer hangs


@dataclass(frozen=True)
class Ended:
    """How a crawl ended: its exit status and its log, line by line."""

    status: int
    log: list[str]

    @property
    def errors(self) -> list[str]:
        """The log's lines from ERROR on."""
        return [line for line in self.log if "] ERROR: " in line or "] CRITICAL: " in line]


def command(
    spider: str,
    arguments: Mapping[str, str | int],
    handler: type[RecordHandler] | type[ReplayHandler],
    cassette: Path,
    *,
    recorded_at: str | None = None,
) -> list[str]:
    """The project's `scrapy crawl`, of whose settings only the download handlers differ."""
    path = f"{handler.__module__}.{handler.__name__}"
    handlers = {scheme: usual and path for scheme, usual in DOWNLOAD_HANDLERS.items()}
    given = [sys.executable, "-m", "scrapy", "crawl", spider]
    for name, value in arguments.items():
        given += ["-a", f"{name}={value}"]
    settings = {"CASSETTE": str(cassette.resolve()), "DOWNLOAD_HANDLERS": json.dumps(handlers)}
    if recorded_at is not None:
        settings["RECORDED_AT"] = recorded_at
    for name, value in settings.items():
        given += ["-s", f"{name}={value}"]
    return given


async def run(command: list[str], environment: Mapping[str, str]) -> Ended:
    """Run a crawl to its end. Raises TimeoutError for one that hangs, after killing it."""
    child = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(child.communicate(), LONGEST)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    assert child.returncode is not None
    return Ended(child.returncode, output.decode(errors="replace").splitlines())
