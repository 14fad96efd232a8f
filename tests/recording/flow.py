"""Recording all spiders in the order of the flow, each from an empty database with start rows that
the crawl before it found, so that a replay can begin in the same way."""

import json
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.recording import crawl, start_rows
from tests.recording.handler import RecordHandler
from tests.recording.scratch import plain, scratch_database, transaction
from tests.recording.start_rows import StartRow

CASSETTES = Path(__file__).parents[1] / "cassettes"
CRAWLS = "crawls.json"  # beside the cassettes: how each of them was made
SPIDERS = (
    "classic_sellers",
    "classic_profiles",
    "dealer_inventory",
    "bat_live",
    "bat_results",
    "listings",
    "bat_comments",
)
_ARGUMENTS: dict[str, dict[str, int]] = {
    "classic_sellers": {"pages": 2},
    "classic_profiles": {"batches": 0},
    "dealer_inventory": {"batches": 0, "max_results": 100},
    "bat_live": {"chain_depth": 4},
    "bat_results": {"pages": 0},
    "listings": {"batches": 0},
    "bat_comments": {"batches": 0},
}


class RecordingFailed(Exception):
    """A crawl did not end well, so that there is nothing worth keeping."""


@dataclass(frozen=True)
class RecordedCrawl:
    """How a cassette was made: the spider's arguments, and the rows it began with."""

    arguments: dict[str, int]
    rows: list[StartRow]


def recorded_crawls(folder: Path = CASSETTES) -> tuple[str, dict[str, RecordedCrawl]]:
    """The web that `folder`'s cassettes were recorded from (`sample` or its name), and each crawl
    by its spider."""
    known = json.loads((folder / CRAWLS).read_text())
    return known["web"], {name: RecordedCrawl(**one) for name, one in known["crawls"].items()}


class Recorder:
    """Records to a folder of its own; `keep` moves everything to its place."""

    def __init__(
        self, folder: Path, server: URL, environment: Mapping[str, str], recorded_at: str | None
    ) -> None:
        """`environment` of the crawls, in which WEB_GATEWAY says what answers. `recorded_at`: see
        RecordHandler."""
        self.folder = folder
        self.server = server
        self.environment = environment
        self.recorded_at = recorded_at
        self.crawls: dict[str, RecordedCrawl] = {}

    @asynccontextmanager
    async def recorded(
        self, spider: str, rows: Sequence[StartRow] = ()
    ) -> AsyncIterator[AsyncConnection]:
        """Record one crawl; gives a connection to the database as the crawl left it. Raises
        RecordingFailed."""
        arguments = _ARGUMENTS[spider]
        cassette = self.folder / f"{spider}.json"
        with scratch_database(self.server) as database:
            async with transaction(database) as conn:
                await start_rows.enqueue(conn, spider, rows)
            ended = await crawl.run(
                crawl.command(
                    spider, arguments, RecordHandler, cassette, recorded_at=self.recorded_at
                ),
                {**self.environment, "DATABASE_URL": plain(database)},
            )
            if ended.status != 0 or not cassette.is_file():
                last = "\n".join(ended.errors or ended.log[-5:])
                raise RecordingFailed(f"{spider} ended with status {ended.status}: {last}")
            self.crawls[spider] = RecordedCrawl(arguments, list(rows))
            async with transaction(database) as conn:
                yield conn

    async def record(self, lots: Sequence[str]) -> None:
        """All spiders. `lots`: URLs of auctions that are over, since the board names none."""
        given: list[StartRow] = [{"url": url} for url in lots]
        async with self.recorded("classic_sellers") as conn:
            profiles = await start_rows.found_by_directory(conn)
        async with self.recorded("classic_profiles", profiles) as conn:
            dealers = await start_rows.found_by_profiles(conn)
        async with self.recorded("dealer_inventory", dealers) as conn:
            listings = await start_rows.found_by_inventories(conn)
        async with self.recorded("bat_live") as conn:
            live = await start_rows.found_by_board(conn)
        async with self.recorded("bat_results"):
            pass
        async with self.recorded("listings", [*listings, *live, *given[:1]]):
            pass
        async with self.recorded("bat_comments", [*live, *given]):
            pass

    def keep(self, folder: Path, web: str) -> None:
        """Put the cassettes, and how they were made, in place of those in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        for spider in self.crawls:
            shutil.move(self.folder / f"{spider}.json", folder / f"{spider}.json")
        known = {"web": web, "crawls": {name: asdict(one) for name, one in self.crawls.items()}}
        text = json.dumps(known, indent=1, ensure_ascii=False)
        (folder / CRAWLS).write_text(text + "\n", encoding="utf-8")
