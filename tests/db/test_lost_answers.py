"""Answers of the database that never arrive: what was written all the same is not written twice,
and nothing of it is forgotten."""

import asyncio
import time
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from crawler.items import ReadPage
from crawler.outcomes import InventoryRead, ListingRead, Refused, SourceWalked
from crawler.pipelines import StorePipeline
from db import upserts
from db.commits import transaction_id, was_committed
from db.queue import IMPORT_QUEUE, INVENTORY_QUEUE
from tests.db.dealer_lists import entry
from tests.db.queue_rows import fill, inventory, new, page, row, table
from tests.db.sightings import listing, vehicle

NOW = datetime.now(UTC)
HOST = "oldoak.example"


def lose_an_answer(engine: AsyncEngine) -> None:
    """The next COMMIT is done, but the connection breaks before its answer."""

    def cut(conn: Connection) -> None:
        raw = conn.connection.dbapi_connection
        assert raw is not None
        raw.commit()
        raw.driver_connection.pgconn.finish()

    event.listen(engine.sync_engine, "commit", cut, once=True)


async def test_a_page_whose_commit_was_not_answered_has_ended_well(
    pipeline: StorePipeline, conn: AsyncConnection
) -> None:
    await fill(conn, {HOST: 1})
    (claim,) = await pipeline.worker.claim(IMPORT_QUEUE, 1)
    found = ReadPage(page="dealer_car", items=(listing(claim.url), vehicle()))
    lose_an_answer(pipeline.worker.engine)
    await pipeline.process_item(ListingRead(claim=claim, page=found, asked_at=NOW))
    assert (await row(conn, claim)).status == "complete"
    stats = pipeline.stats.get_stats()
    assert (stats.get("queue/done"), stats.get("queue/lost")) == (1, None)
    assert not pipeline.worker.holds(claim)


async def test_a_walk_whose_commit_was_not_answered_misses_a_car_once(
    pipeline: StorePipeline, conn: AsyncConnection
) -> None:
    organisation = await inventory(conn, HOST)
    claim = await pipeline.worker.claim_row(INVENTORY_QUEUE, organisation)
    assert claim is not None
    there, sold = entry(page(HOST, 1)), entry(page(HOST, 2))
    await upserts.store_inventory(conn, organisation.key, "dealer", [there, sold])
    began = await conn.scalar(text("SELECT clock_timestamp()"))
    ended = SourceWalked(run_mode="both", began=began, whole=True, walked=(), since=began)
    outcome = InventoryRead(
        claim=claim,
        page=ReadPage(page="dealer_list", items=(there,)),
        source="dealer",
        reader=None,
        cursor={"next": "source"},
        ended=ended,
    )
    lose_an_answer(pipeline.worker.engine)
    await pipeline.process_item(outcome)
    cars = {car.listing_url: car for car in await table(conn, "dealer_inventory")}
    assert (cars[sold.url].missed, cars[sold.url].status) == (1, "for_sale")


async def test_a_commit_that_never_came_is_made_up_for(
    pipeline: StorePipeline, conn: AsyncConnection
) -> None:
    engine = pipeline.worker.engine

    def cut(broken: Connection) -> None:
        raw = broken.connection.dbapi_connection
        assert raw is not None
        raw.driver_connection.pgconn.finish()

    event.listen(engine.sync_engine, "commit", cut, once=True)
    await pipeline.process_item(Refused(url=page(HOST), message="HTTP 429"))
    assert await conn.scalar(text("SELECT consecutive_failures FROM hosts")) == 1


async def test_an_open_transaction_is_waited_for(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    async with engine.connect() as other:
        await other.execute(text("INSERT INTO hosts (host) VALUES ('a.example')"))
        transaction = await transaction_id(other)
        assert transaction is not None
        asking = asyncio.ensure_future(was_committed(conn, transaction))
        await asyncio.wait([asking], timeout=0.3)
        assert not asking.done()
        await other.commit()
        assert await asking


async def test_a_transaction_of_a_future_that_the_server_does_not_know_is_not_committed(
    conn: AsyncConnection,
) -> None:
    assert await transaction_id(conn) is None
    now = await conn.scalar(text("SELECT CAST(pg_current_xact_id() AS text)"))
    assert not await was_committed(conn, str(int(now) + 1_000_000))


async def test_rows_of_a_claim_that_nobody_waits_for_any_more_are_given_back(
    pipeline: StorePipeline, conn: AsyncConnection, database: str
) -> None:
    worker = pipeline.worker
    await fill(conn, {HOST: 3})
    claiming = asyncio.ensure_future(worker.claim(IMPORT_QUEUE, 3))

    def cancel_once_claimed() -> None:
        """As a crawl's end does it, while the answer is on its way."""
        deadline = time.monotonic() + 60
        with psycopg.connect(database, autocommit=True) as other:
            taken = "SELECT FROM import_queue WHERE status = 'processing'"
            while not other.execute(taken).rowcount:
                assert time.monotonic() < deadline
                time.sleep(0.01)
        claiming.cancel()

    loop = asyncio.get_running_loop()
    event.listen(
        worker._alone.sync_engine,
        "before_cursor_execute",
        lambda *_: loop.call_soon(cancel_once_claimed),
        once=True,
    )
    with pytest.raises(asyncio.CancelledError):
        await claiming
    assert await worker.release_all() == 3
    assert {(r.status, r.attempts) for r in await table(conn, "import_queue")} == {("pending", 0)}


async def test_the_end_of_an_older_claim_leaves_the_newer_one_of_the_row_held(
    pipeline: StorePipeline, conn: AsyncConnection
) -> None:
    worker = pipeline.worker
    await fill(conn, {HOST: 1})
    (older,) = await worker.claim(IMPORT_QUEUE, 1)
    await conn.execute(text("UPDATE import_queue SET status = 'pending', lease_token = NULL"))
    newer = await worker.claim_row(IMPORT_QUEUE, new(HOST)[0])
    assert newer is not None
    worker.ended(older)
    assert worker.holds(newer)
    assert await worker.release_all() == 1
