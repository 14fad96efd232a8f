"""Serve the sample web by itself: `python -m tests.web --port 8900 --seed 7 [--truth FILE]`."""

import argparse
import asyncio
import json
import signal
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.web.server import start
from tests.web.world import World

SMALL: dict[str, Any] = {
    "sellers": 9,
    "dealers": 3,
    "dealer_cars": (3, 30),
    "live": 8,
    "ended": 6,
    "photos": (3, 12),
    "comments": (2, 25),
}
MEDIUM: dict[str, Any] = {
    "sellers": 24,
    "dealers": 6,
    "dealer_cars": (5, 40),
    "live": 40,
    "ended": 20,
    "photos": (5, 60),
    "comments": (5, 80),
}
SCALES: dict[str, dict[str, Any]] = {"small": SMALL, "medium": MEDIUM, "full": {}}


def plain(value: Any) -> str:
    """A value that JSON has no word for: money as a string, a moment in ISO 8601."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")


async def serve(world: World, port: int) -> None:
    """Serve `world` until SIGTERM or SIGINT."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    runner, bound = await start(world, port)
    print(f"WEB_GATEWAY=http://127.0.0.1:{bound}", flush=True)
    await ended.wait()
    await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.web", description=__doc__)
    parser.add_argument("--port", type=int, default=8900, help="0 takes a free one")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", type=Path, help="write the truth about all pages, as JSON")
    parser.add_argument("--crawl-delay", type=float, default=1.0, help="seconds, in robots.txt")
    parser.add_argument("--scale", choices=SCALES, default="full")
    parser.add_argument("--now", type=float, help="unix seconds that all times are counted from")
    asked = parser.parse_args()
    world = World(asked.seed, now=asked.now, crawl_delay=asked.crawl_delay, **SCALES[asked.scale])
    if asked.truth:
        asked.truth.write_text(json.dumps(world.truth(), default=plain, ensure_ascii=False))
    asyncio.run(serve(world, asked.port))


if __name__ == "__main__":
    main()
