"""Several workers that meet the rows of one business at the same time."""

import asyncio
from typing import Any

from psycopg.errors import DeadlockDetected
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db import queue
from db.queue import IMPORT_QUEUE, INVENTORY_QUEUE, NewRow
from db.upserts.businesses import (
    business_of_profile,
    business_of_website,
    current_business,
    store_business,
)
from tests.db.joined_businesses import DAY, OAK, SITE, meet, page, show, store, sync, two
from tests.db.queue_rows import row, table


async def _stored(engine: AsyncEngine, said: dict[str, Any]) -> int:
    """As the pipeline does: one transaction, tried again when it met another one head-on."""
    for _ in range(5):
        try:
            async with engine.begin() as conn:
                number, _ = await store_business(conn, page(**said))
                await asyncio.sleep(0.01)
                return number
        except DBAPIError as error:
            if not isinstance(error.orig, DeadlockDetected):
                raise
    raise AssertionError("it met others too often")


async def test_two_workers_at_once_make_one_business(engine: AsyncEngine) -> None:
    said = {"profile_url": OAK, "website": SITE, "city": "Elmton", "state": "CA"}
    ids = await asyncio.gather(*(_stored(engine, said) for _ in range(4)))
    assert len(set(ids)) == 1
    async with engine.connect() as conn:
        assert len(await table(conn, "businesses")) == 1


async def test_two_workers_at_once_make_one_business_of_a_marketplaces_page(
    engine: AsyncEngine,
) -> None:
    shop = "https://www.facebook.com/oldoak"
    async with engine.connect() as first, engine.connect() as second:
        made = await business_of_website(first, shop)
        waiting = asyncio.ensure_future(business_of_website(second, shop))
        await asyncio.sleep(0.2)
        await first.commit()
        assert await waiting == made
        await second.commit()


async def test_the_second_worker_waits_for_the_one_that_joins(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        kept, gone = await two(conn)
        named = await store(conn, "Oak", website=SITE, city="Elmton", state="CA")
    assert named == gone
    async with engine.connect() as first, engine.connect() as second:
        assert await meet(first) == kept
        # It knows the business by another identity than those that the first one locked.
        waiting = asyncio.ensure_future(
            store(second, "Oak", city="Elmton", state="CA", phone="555-0100")
        )
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await first.commit()
        assert await waiting == kept
        await second.commit()
        (after,) = await table(second, "businesses")
        assert (after["id"], after["phone"]) == (kept, "555-0100")


async def test_pages_that_join_in_all_directions_at_once_end_as_one(engine: AsyncEngine) -> None:
    sites = [f"https://oak-{n}.example/" for n in range(4)]
    profiles = [f"https://directory.example/s/oak-{n}/" for n in range(4)]
    async with engine.begin() as conn:
        for profile, site in zip(profiles, sites, strict=True):
            await business_of_profile(conn, profile)
            await queue.enqueue(
                conn, INVENTORY_QUEUE, [sync(await business_of_website(conn, site))]
            )
    said = [
        {"profile_url": profiles[n], "website": sites[(n + step) % 4]}
        for step in range(4)
        for n in range(4)
    ]
    await asyncio.gather(*(_stored(engine, one) for one in said))
    async with engine.connect() as conn:
        (left,) = await table(conn, "businesses")
        assert len(await table(conn, "business_joins")) == 7
        (synced,) = await table(conn, INVENTORY_QUEUE.table)
        assert synced["organization_id"] == left["id"]


async def test_who_learnt_an_id_before_the_join_refers_to_the_kept_one(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as conn:
        kept, gone = await two(conn)
        assert await current_business(conn, gone) == gone
        assert await current_business(conn, gone + 1000) is None
    async with engine.connect() as joins, engine.connect() as worker:
        await meet(joins)
        asking = asyncio.ensure_future(current_business(worker, gone))
        await asyncio.sleep(0.2)
        assert not asking.done(), "a join that is not committed is waited for"
        await joins.commit()
        assert await asking == kept


async def test_a_worker_that_stores_a_car_of_the_one_that_goes_is_waited_for(
    engine: AsyncEngine,
) -> None:
    car = f"{SITE}cars/1"
    async with engine.begin() as conn:
        kept, gone = await two(conn)
        given = NewRow(car, car, carried={"organization_id": gone})
        await queue.enqueue(conn, IMPORT_QUEUE, [given])
        (claim,) = await queue.claim(conn, IMPORT_QUEUE, 1, "a worker")
    async with engine.connect() as worker, engine.connect() as joins:
        await queue.hold(worker, claim)
        joining = asyncio.ensure_future(meet(joins))
        await asyncio.sleep(0.3)
        await show(worker, gone, car, "Falk", DAY)
        await queue.complete(worker, [claim])
        await worker.commit()
        assert await joining == kept
        await joins.commit()
        (entry,) = await table(joins, "dealer_inventory")
        assert entry["organization_id"] == kept
        assert (await row(joins, given)).organization_id == kept
