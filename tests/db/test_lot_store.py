"""Pages of lots and lists of them, stored through each other: what counts in the end, and when the
lot is looked at next."""

import asyncio
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import URL, create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

import db
from crawler.items import BatLot, Item, ReadPage, VehicleImage
from crawler.outcomes import BoardRead, Failed, ListingRead, Outcome, ResultsRead
from crawler.stores import store
from crawler.worker import Worker
from db import queue
from db.migrate import migrate
from db.queue import BAT_EXTRACTION_QUEUE, IMPORT_QUEUE, Claim, NewRow, Queue
from db.queue.claims import LEASE
from tests.db.sightings import listing, lot, vehicle

NOW = datetime.now(UTC).replace(microsecond=0)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TEN_MINUTES = 10 * MINUTE
WORKER = cast(Worker, SimpleNamespace(reread=None, lease=LEASE, max_attempts=5))


def url(slug: str) -> str:
    return f"https://lots.example/listing/{slug}/"


def said(slug: str, bat_id: int = 7007, status: str = "live", **words: Any) -> BatLot:
    words = {"ends_at": NOW + HOUR} | words
    bid = Decimal(9000)
    if status == "live":
        words["current_bid"] = bid
    else:
        words["high_bid"] = bid
    if status == "sold":
        words["sale_price"] = bid
    return lot(url=url(slug), bat_id=bat_id, status=status, **words)


def page(of: BatLot) -> ReadPage:
    items: tuple[Item, ...] = (
        listing(of.url, source="bringatrailer", status=of.status, asking_price=None),
        vehicle(),
        VehicleImage(url=f"https://photos.example/{of.bat_id}.jpg", position=1),
        of,
    )
    return ReadPage(page="bat_lot", items=items)


def board(*lots: BatLot, asked_at: datetime) -> BoardRead:
    return BoardRead(page=ReadPage(page="bat_board", items=lots), asked_at=asked_at)


def results(*lots: BatLot, asked_at: datetime) -> ResultsRead:
    found = ReadPage(page="bat_results", items=lots)
    return ResultsRead(page=found, asked_at=asked_at, cursor="bat_results", position={})


async def do(engine: AsyncEngine, outcome: Outcome) -> dict[str, int]:
    async with engine.begin() as conn:
        return await store(conn, outcome, WORKER)


async def take(engine: AsyncEngine, slug: str, of: Queue = IMPORT_QUEUE) -> Claim:
    async with engine.begin() as conn:
        await queue.enqueue(conn, of, [NewRow(url(slug), url(slug))], again=True)
        claim = await queue.claim_row(conn, of, url(slug), "w1")
    assert claim is not None
    return claim


async def read(
    engine: AsyncEngine,
    slug: str,
    of: BatLot,
    *,
    ago: timedelta,
    from_queue: Queue = IMPORT_QUEUE,
) -> None:
    claim = await take(engine, slug, from_queue)
    await do(engine, ListingRead(claim=claim, page=page(of), asked_at=NOW - ago))


async def rows(engine: AsyncEngine, query: str) -> list[tuple[Any, ...]]:
    async with engine.connect() as conn:
        return [tuple(row) for row in await conn.execute(text(query))]


async def looks(engine: AsyncEngine) -> dict[str, tuple[str, datetime | None]]:
    found = await rows(engine, "SELECT bat_url, status, run_at FROM bat_extraction_queue")
    return {str(key): (status, run_at) for key, status, run_at in found}


async def test_a_lot_that_got_another_address_is_one_listing_of_one_vehicle(
    engine: AsyncEngine,
) -> None:
    await read(engine, "falk", said("falk"), ago=HOUR)
    await read(engine, "falk", said("falk-comet"), ago=TEN_MINUTES, from_queue=BAT_EXTRACTION_QUEUE)
    found = await rows(
        engine,
        "SELECT l.url, l.status, b.url, v.id IS NOT NULL FROM listings l"
        " FULL JOIN bat_lots b ON b.listing_id = l.id FULL JOIN vehicles v ON v.id = l.vehicle_id",
    )
    assert found == [(url("falk-comet"), "live", url("falk-comet"), True)]
    assert await rows(engine, "SELECT count(*) FROM vehicle_images") == [(1,)]


async def test_a_lot_that_got_another_address_is_looked_at_there_alone(
    engine: AsyncEngine,
) -> None:
    await read(engine, "falk", said("falk"), ago=HOUR)
    renamed = said("falk-comet")
    await read(engine, "falk", renamed, ago=TEN_MINUTES, from_queue=BAT_EXTRACTION_QUEUE)
    await do(engine, board(renamed, asked_at=NOW))
    assert await looks(engine) == {
        url("falk"): ("complete", None),
        url("falk-comet"): ("pending", NOW + HOUR + TEN_MINUTES),
    }


async def test_an_older_page_gives_no_lot_its_old_address_back(engine: AsyncEngine) -> None:
    await read(engine, "falk", said("falk-comet"), ago=TEN_MINUTES)
    await read(engine, "falk", said("falk"), ago=HOUR, from_queue=BAT_EXTRACTION_QUEUE)
    assert await rows(engine, "SELECT url FROM bat_lots") == [(url("falk-comet"),)]
    assert await rows(engine, "SELECT url FROM listings") == [(url("falk-comet"),)]


async def test_results_do_not_put_off_a_look_that_is_planned_sooner(engine: AsyncEngine) -> None:
    ended = said("falk", status="ended", ends_at=NOW - 8 * MINUTE)
    await read(engine, "falk", ended, ago=5 * MINUTE)
    planned = await looks(engine)
    sold = said("falk", status="sold", ends_at=NOW - 8 * MINUTE)
    await do(engine, results(sold, asked_at=NOW))
    await do(engine, board(said("falk"), asked_at=NOW))
    assert planned == {url("falk"): ("pending", NOW + 5 * MINUTE)}
    assert await looks(engine) == planned


async def test_the_older_of_two_pages_that_two_workers_read_changes_nothing(
    engine: AsyncEngine,
) -> None:
    older, newer = await take(engine, "falk"), await take(engine, "falk", BAT_EXTRACTION_QUEUE)
    over = said("falk", status="sold", ends_at=NOW - HOUR)
    await do(engine, ListingRead(claim=newer, page=page(over), asked_at=NOW - MINUTE))
    live = said("falk", ends_at=NOW - HOUR)
    await do(engine, ListingRead(claim=older, page=page(live), asked_at=NOW - 2 * HOUR))
    assert await rows(engine, "SELECT status, sale_price FROM bat_lots") == [("sold", 9000)]
    assert await looks(engine) == {url("falk"): ("complete", None)}
    assert await rows(engine, "SELECT status FROM import_queue") == [("complete",)]


async def test_a_page_that_was_gone_before_a_newer_one_was_there_ends_nothing(
    engine: AsyncEngine,
) -> None:
    older, newer = await take(engine, "falk"), await take(engine, "falk", BAT_EXTRACTION_QUEUE)
    await do(engine, ListingRead(claim=newer, page=page(said("falk")), asked_at=NOW - MINUTE))
    gone = Failed(
        claim=older, reason="gone", message="HTTP 404", http_status=404, asked_at=NOW - HOUR
    )
    await do(engine, gone)
    states = "SELECT b.status, l.status FROM bat_lots b JOIN listings l USING (url)"
    assert await rows(engine, states) == [("live", "live")]
    again = await take(engine, "falk")
    await do(engine, replace(gone, claim=again, asked_at=NOW))
    assert await rows(engine, states) == [("ended", "removed")]


async def test_two_workers_that_store_one_lot_at_once_do_not_meet_head_on(
    engine: AsyncEngine,
) -> None:
    for number in range(8):
        slug = f"falk-{number}"
        first, second = await take(engine, slug), await take(engine, slug, BAT_EXTRACTION_QUEUE)
        of = page(said(slug, 7000 + number))
        await asyncio.gather(
            do(engine, ListingRead(claim=first, page=of, asked_at=NOW - MINUTE)),
            do(engine, ListingRead(claim=second, page=of, asked_at=NOW)),
        )
    assert await rows(engine, "SELECT count(*) FROM bat_lots") == [(8,)]
    assert {status for status, _ in (await looks(engine)).values()} == {"pending"}


async def waiting(engine: AsyncEngine) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    ((number,),) = await rows(engine, f"{query} AND datname = current_database()")
    return int(number)


@pytest.mark.parametrize("outcome", [board, results])
async def test_a_list_and_the_first_page_of_a_lot_on_it_do_not_meet_head_on(
    engine: AsyncEngine, outcome: Any
) -> None:
    known, new = said("falk"), said("comet", 7008)
    await read(engine, "falk", known, ago=HOUR)
    claim = await take(engine, "comet")
    moved = said("falk", ends_at=NOW + 2 * HOUR, status="live" if outcome is board else "sold")
    async with engine.begin() as conn:
        await queue.hold(conn, claim)
        listed = asyncio.create_task(do(engine, outcome(moved, new, asked_at=NOW)))
        while not await waiting(engine):
            assert not listed.done()
            await asyncio.sleep(0.01)
        await store(
            conn, ListingRead(claim=claim, page=page(new), asked_at=NOW - 2 * MINUTE), WORKER
        )
    await listed
    assert (await looks(engine))[new.url] == ("pending", NOW + HOUR + TEN_MINUTES)


async def test_another_lot_at_an_address_that_is_known_is_told_and_spoils_nothing(
    engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    old = said("falk", status="reserve_not_met", ends_at=NOW - 2 * HOUR)
    await read(engine, "falk", old, ago=HOUR)
    kept = await rows(engine, "SELECT b.*, l.* FROM bat_lots b JOIN listings l USING (url)")
    await do(engine, board(said("falk", 7008), asked_at=NOW))
    assert f"{url('falk')} is lot 7008 now, but lot 7007 is stored" in caplog.text
    claim = await take(engine, "falk")
    new = ListingRead(claim=claim, page=page(said("falk", 7008)), asked_at=NOW)
    with pytest.raises(IntegrityError, match="bat_lots_listing_id_key"):
        await do(engine, new)
    assert kept == await rows(engine, "SELECT b.*, l.* FROM bat_lots b JOIN listings l USING (url)")


_OF_THE_FIRST_VERSION = """
    INSERT INTO vehicles (year, make, model)
    VALUES (1965, 'Falk', 'Comet'), (1965, 'Falk', 'Comet');
    INSERT INTO listings (url, source, title, status, vehicle_id, stated, first_seen_at,
                          last_seen_at, images_digest)
    SELECT 'https://lots.example/listing/falk-' || id || '/', 'bringatrailer', 'Falk', 'live', id,
           '{"make": "Falk", "model": "Comet", "year": 1965}', now() - interval '3 days',
           now() - interval '3 days', 'same'
    FROM vehicles;
    INSERT INTO vehicle_images (vehicle_id, listing_id, url, position)
    SELECT vehicle_id, id, 'https://photos.example/700' || vehicle_id || '.jpg', 3 FROM listings;
    INSERT INTO bat_lots (listing_id, url, bat_id, title, status, current_bid, no_reserve, ends_at,
                          features, categories, updated_at, comments_digest, bids_digest)
    SELECT id, url, 7000 + vehicle_id, title, 'live', 500, false, now() + interval '1 day',
           '[]', '[]', now() - interval '3 days', 'same', 'same'
    FROM listings;
    INSERT INTO bat_comments (id, lot_id, kind, is_seller, posted_at, text, markup, likes,
                              was_edited, author_deleted)
    SELECT id * 10, id, 'comment', false, now(), 'words', 'words', 1, false, false FROM bat_lots;
    INSERT INTO bat_bids (id, lot_id, amount, placed_at, cancelled)
    SELECT id * 10 + 1, id, 500, now(), false FROM bat_lots;
    INSERT INTO import_queue (listing_url, host, status, run_at)
    SELECT url, 'lots.example', 'complete', NULL FROM listings;
    INSERT INTO bat_extraction_queue (bat_url, host, run_at)
    SELECT url, 'lots.example', now() + interval '1 day' FROM listings;
    INSERT INTO queue_hosts (queue, host, claim_at)
    VALUES ('bat_extraction_queue', 'lots.example', now() + interval '1 day');
"""


@pytest.fixture
def first_version(server: URL) -> Iterator[URL]:
    """A database of the first version that has rows, brought to this one."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    plain = server.set(drivername="postgresql")
    admin_url = plain.set(database=server.database or "postgres")
    url = server.set(database=name, drivername="postgresql+psycopg")
    with psycopg.connect(admin_url.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        made = create_engine(url)
        with made.begin() as conn:
            config = Config()
            config.set_main_option("script_location", str(Path(db.__file__).parent / "migrations"))
            config.attributes["connection"] = conn
            command.upgrade(config, "0001")
        with made.begin() as conn:
            conn.exec_driver_sql(_OF_THE_FIRST_VERSION)
        made.dispose()
        assert migrate(url)
        yield url
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


async def test_lots_of_the_first_version_are_read_and_listed_like_new_ones(
    first_version: URL,
) -> None:
    engine = create_async_engine(first_version)
    live, over = said("falk-1", 7001), said("falk-2", 7002, "sold", ends_at=NOW - HOUR)
    await do(engine, board(live, asked_at=NOW - 2 * MINUTE))
    assert await rows(engine, "SELECT bat_id, current_bid FROM bat_lots ORDER BY bat_id") == [
        (7001, 9000),
        (7002, 500),
    ]
    for slug, of in (("falk-1", live), ("falk-2", over)):
        await read(engine, slug, of, ago=MINUTE, from_queue=BAT_EXTRACTION_QUEUE)
    assert await looks(engine) == {
        live.url: ("pending", NOW + HOUR + TEN_MINUTES),
        over.url: ("complete", None),
    }
    for table in ("bat_comments", "bat_bids"):
        assert await rows(engine, f"SELECT removed FROM {table}") == [(True,)] * 2
    assert await rows(engine, "SELECT status, sale_price, read_at FROM bat_lots ORDER BY id") == [
        ("live", None, NOW - MINUTE),
        ("sold", 9000, NOW - MINUTE),
    ]
    photos = await rows(engine, "SELECT vehicle_id, position FROM vehicle_images ORDER BY id")
    assert photos == [(1, 1), (2, 1)]
    await engine.dispose()


async def fail(engine: AsyncEngine, claim: Claim, reason: str, *, ago: str) -> None:
    """The claim's row failed for that reason, so long ago."""
    async with engine.begin() as conn:
        await queue.fail(conn, claim, reason, "the site was down", max_attempts=1)
        await conn.execute(
            text(f"UPDATE {claim.queue.table} SET ended_at = now() - CAST(:ago AS interval)"),
            {"ago": ago},
        )


@pytest.mark.parametrize(("ago", "status"), [("5 hours", "failed"), ("7 hours", "pending")])
async def test_a_lot_whose_result_could_not_be_read_is_tried_again_when_it_left_the_board(
    engine: AsyncEngine, ago: str, status: str
) -> None:
    await read(engine, "falk", said("falk", ends_at=NOW - 10 * HOUR), ago=12 * HOUR)
    claim = await take(engine, "falk", BAT_EXTRACTION_QUEUE)
    await fail(engine, claim, "server_error", ago=ago)
    await do(engine, board(said("other", 8008), asked_at=NOW))
    assert (await looks(engine))[url("falk")][0] == status


@pytest.mark.parametrize(("ago", "status"), [("5 hours", "failed"), ("7 hours", "pending")])
async def test_a_lot_that_could_not_be_read_at_all_is_tried_again_while_it_is_on_the_board(
    engine: AsyncEngine, ago: str, status: str
) -> None:
    await fail(engine, await take(engine, "falk"), "timeout", ago=ago)
    await do(engine, board(said("falk"), asked_at=NOW))
    assert await rows(engine, "SELECT status FROM import_queue") == [(status,)]
