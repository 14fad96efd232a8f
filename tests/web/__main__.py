"""Serve the sample web by itself: `python -m tests.web --port 8900 --seed 7 [--truth FILE]`."""

import argparse
import asyncio
import signal
from pathlib import Path
from typing import Any

from tests.web.as_json import truth_json
from tests.web.server import start
from tests.web.world import World

TINY: dict[str, Any] = {
    "sellers": 5,
    "dealers": 2,
    "dealer_cars": (3, 8),
    "dealer_sizes": (),
    "live": 5,
    "ended": 8,
    "opening": 2,
    "photos": (2, 6),
    "comments": (2, 12),
}
SMALL: dict[str, Any] = {
    "sellers": 9,
    "dealers": 3,
    "dealer_cars": (3, 30),
    "dealer_sizes": (),
    "live": 8,
    "ended": 10,
    "opening": 6,
    "photos": (3, 12),
    "comments": (2, 25),
}
MEDIUM: dict[str, Any] = {
    "sellers": 24,
    "dealers": 6,
    "dealer_cars": (5, 40),
    "dealer_sizes": (),
    "live": 40,
    "ended": 20,
    "opening": 20,
    "photos": (5, 60),
    "comments": (5, 80),
}
SCALES: dict[str, dict[str, Any]] = {"tiny": TINY, "small": SMALL, "medium": MEDIUM, "full": {}}


async def serve(world: World, address: str, port: int) -> None:
    """Serve `world` until SIGTERM or SIGINT."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    runner, bound = await start(world, port, address=address)
    print(f"WEB_GATEWAY=http://{address}:{bound}", flush=True)
    await ended.wait()
    await runner.cleanup()


def _words(given: str) -> list[str]:
    return given.split(",")


def _numbers(given: str) -> list[int]:
    return [int(word) for word in given.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.web", description=__doc__)
    parser.add_argument("--port", type=int, default=8900, help="0 takes a free one")
    parser.add_argument("--address", default="127.0.0.1", help="of this machine, to listen on")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", type=Path, help="write the truth about all pages, as JSON")
    parser.add_argument("--crawl-delay", type=float, default=1.0, help="seconds, in robots.txt")
    parser.add_argument("--scale", choices=SCALES, default="full")
    parser.add_argument("--now", type=float, help="unix seconds that all times are counted from")
    parser.add_argument("--speed", type=float, default=0.0, help="of time; 0: it stands still")
    parser.add_argument("--opening", type=int, help="auctions that are published later")
    parser.add_argument("--result-limit", type=int, help="records that a query of results gives")
    parser.add_argument("--dealers", type=int, help="of the directory, with sites and signs")
    parser.add_argument("--dealer-sizes", type=_numbers, help="more dealers: 12,60 cars, no signs")
    parser.add_argument("--designs", type=_words, help="of the dealers' sites, in turn")
    asked = parser.parse_args()
    sizes = SCALES[asked.scale]
    for name in ("opening", "result_limit", "dealers", "dealer_sizes", "designs"):
        if (value := getattr(asked, name)) is not None:
            sizes = {**sizes, name: value}
    world = World(
        asked.seed, now=asked.now, speed=asked.speed, crawl_delay=asked.crawl_delay, **sizes
    )
    if asked.truth:
        asked.truth.write_text(truth_json(world.truth()))
    asyncio.run(serve(world, asked.address, asked.port))


if __name__ == "__main__":
    main()
