"""The sample web's lots, served by a process of their own, all pages made before."""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.web.bat.site import HOST, BringATrailer
from tests.web.server import start
from tests.web.world import World


@dataclass(frozen=True, slots=True)
class ServedLots:
    """Where the lots are served (an origin for WEB_GATEWAY), their URLs, and the mean size of
    their pages in bytes."""

    gateway: str
    urls: list[str]
    page_bytes: float


@contextmanager
def served_lots(
    lots: int, photos: tuple[int, int], comments: tuple[int, int]
) -> Iterator[ServedLots]:
    """Serve `lots` pages of ended auctions with so many photos and comments, from and to."""
    sizes = [lots, *photos, *comments]
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.web", *map(str, sizes)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = server.stdout.readline() if server.stdout else ""
        if not said:
            raise RuntimeError("the sample web did not start")
        yield ServedLots(**json.loads(said))
    finally:
        server.terminate()
        server.wait(timeout=10)
        if server.stdout:
            server.stdout.close()


async def _serve(world: World) -> None:
    sizes, urls = [], []
    for site in world.sites:
        if isinstance(site, BringATrailer):
            for lot in site.lots:
                urls.append(lot.url)
                sizes.append(len(world.answer(HOST, f"/listing/{lot.slug}/", {}).body))
    _, port = await start(world)
    print(
        json.dumps(
            {
                "gateway": f"http://127.0.0.1:{port}",
                "urls": urls,
                "page_bytes": sum(sizes) / len(sizes),
            }
        ),
        flush=True,
    )
    await asyncio.Event().wait()  # until the benchmark ends this process


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.web", description=__doc__)
    for name in ("lots", "photos_from", "photos_to", "comments_from", "comments_to"):
        parser.add_argument(name, type=int)
    asked = parser.parse_args()
    world = World(
        crawl_delay=0.0,
        sellers=3,
        dealers=1,
        dealer_cars=(3, 3),
        dealer_sizes=(),
        live=0,
        ended=asked.lots,
        photos=(asked.photos_from, asked.photos_to),
        comments=(asked.comments_from, asked.comments_to),
    )
    asyncio.run(_serve(world))


if __name__ == "__main__":
    main()
