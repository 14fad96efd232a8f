"""Claims for which the database was away, and pages whose rows it does not take."""

import secrets
from datetime import UTC, datetime

import pytest
from scrapy.exceptions import DropItem
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import ReadPage, VehicleImage
from crawler.outcomes import ListingRead
from crawler.pipelines import StorePipeline
from crawler.worker import Worker
from db.queue import IMPORT_QUEUE, Claim
from tests.db.queue_rows import fill, let_time_pass, new, row
from tests.db.sightings import listing, vehicle

NOW = datetime.now(UTC)
HOST = "a.example"
AWAY = OperationalError("SELECT 1", {}, RuntimeError("the connection is closed"))


async def claims(worker: Worker, conn: AsyncConnection, rows: int) -> list[Claim]:
    """So many rows, held by the worker."""
    await fill(conn, {HOST: rows})
    return await worker.claim(IMPORT_QUEUE, rows)


async def test_what_was_given_up_goes_back_with_the_next_heartbeat(
    pipeline: StorePipeline, conn: AsyncConnection
) -> None:
    worker = pipeline.worker
    given_up, kept = await claims(worker, conn, 2)
    worker.gave_up(given_up, AWAY)
    assert not worker.holds(given_up)
    assert (await row(conn, given_up)).status == "processing"
    await worker.renew()
    back, held = await row(conn, given_up), await row(conn, kept)
    assert (back.status, back.attempts, back.reason) == ("pending", 0, None)
    assert (held.status, held.attempts) == ("processing", 1)
    (again,) = await worker.claim(IMPORT_QUEUE, 5)
    await worker.renew()
    assert (await row(conn, again)).status == "processing", "it was given back twice"


async def test_what_was_given_up_goes_back_at_the_end(
    pipeline: StorePipeline, conn: AsyncConnection
) -> None:
    (given_up,) = await claims(pipeline.worker, conn, 1)
    pipeline.worker.gave_up(given_up, AWAY)
    assert await pipeline.worker.release_all() == 1
    assert (await row(conn, given_up)).status == "pending"


async def test_what_was_given_up_and_taken_over_stays_with_its_new_worker(
    pipeline: StorePipeline, conn: AsyncConnection
) -> None:
    (given_up,) = await claims(pipeline.worker, conn, 1)
    pipeline.worker.gave_up(given_up, AWAY)
    other = Worker(pipeline.crawler)
    await other.engine.dispose()
    other.engine = pipeline.worker.engine
    held = await other.claim_row(IMPORT_QUEUE, new(HOST)[0])
    assert held is None, "the lease still runs"
    await let_time_pass(conn, IMPORT_QUEUE, "16 minutes")
    (taken,) = await other.claim(IMPORT_QUEUE, 1)
    assert await pipeline.worker.release_all() == 0
    assert (await row(conn, taken)).lease_token == taken.token


async def test_a_page_with_a_value_that_no_index_holds_ends_unreadable(
    pipeline: StorePipeline, conn: AsyncConnection
) -> None:
    (claim,) = await claims(pipeline.worker, conn, 1)
    photo = VehicleImage(url=f"https://{HOST}/{secrets.token_hex(8000)}.jpg", position=1)
    page = ReadPage(page="dealer_car", items=(listing(claim.url), vehicle(), photo))
    await pipeline.process_item(ListingRead(claim=claim, page=page, asked_at=NOW))
    ended = await row(conn, claim)
    assert (ended.status, ended.reason) == ("failed", "unreadable")
    assert "index row" in ended.message
    assert not pipeline.worker.holds(claim)


async def test_a_claim_that_two_find_lost_is_counted_once(
    pipeline: StorePipeline, conn: AsyncConnection
) -> None:
    (claim,) = await claims(pipeline.worker, conn, 1)
    pipeline.worker.lost(claim)
    page = ReadPage(page="dealer_car", items=(listing(claim.url), vehicle()))
    await conn.exec_driver_sql("UPDATE import_queue SET lease_token = gen_random_uuid()")
    with pytest.raises(DropItem):
        await pipeline.process_item(ListingRead(claim=claim, page=page, asked_at=NOW))
    assert pipeline.stats.get_value("queue/lost") == 1
