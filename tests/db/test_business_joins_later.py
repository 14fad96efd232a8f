"""What a joined business keeps of what only one of its rows had."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import queue, upserts
from db.queue import INVENTORY_QUEUE
from db.upserts.businesses import (
    set_platform,
)
from tests.db.joined_businesses import DAY, OAK, SITE, meet, show, store, sync, two
from tests.db.queue_rows import table


async def test_of_an_entry_that_both_have_what_a_page_told_is_not_lost_to_a_sitemap(
    conn: AsyncConnection,
) -> None:
    kept, gone = await two(conn)
    later = DAY + timedelta(days=1)
    cars = [f"{SITE}cars/{n}" for n in range(2)]
    for bare, told, url in ((kept, gone, cars[0]), (gone, kept, cars[1])):
        await show(conn, bare, url, None, later)
        await show(conn, told, url, "1965 Falk", DAY)
        await conn.execute(
            text("""
                UPDATE dealer_inventory SET status = 'sold', asking_price = 48500, missed = 1
                WHERE organization_id = :told AND listing_url = :url
            """),
            {"told": told, "url": url},
        )
    await meet(conn)
    for entry in await table(conn, "dealer_inventory"):
        assert (entry["title"], entry["status"], entry["asking_price"]) == (
            "1965 Falk", "sold", 48500,
        )  # fmt: skip
        assert (entry["last_seen_at"], entry["first_seen_at"]) == (later, DAY)
        assert entry["missed"] == 0, "it was not missed by the list that showed it last"


async def test_a_page_on_a_marketplace_gives_way_to_the_other_ones_own_site(
    conn: AsyncConnection,
) -> None:
    shop, where = "https://www.facebook.com/oldoak", {"city": "Elmton", "state": "CA"}
    await store(conn, profile_url=OAK, website=shop)
    await store(conn, website=SITE, **where)
    assert len(await table(conn, "businesses")) == 2
    await store(conn, profile_url=OAK, **where)
    (kept,) = await table(conn, "businesses")
    assert (kept["website"], kept["website_host"]) == (SITE, "oldoak.example")


async def test_a_place_of_which_only_the_state_is_known_is_not_completed_from_another(
    conn: AsyncConnection,
) -> None:
    await store(conn, profile_url=OAK, state="CA")
    await store(conn, "Oak", website=SITE, city="Ashford", state="NV", postal_code="89000")
    await meet(conn)
    (after,) = await table(conn, "businesses")
    assert (after["city"], after["state"], after["postal_code"]) == (None, "CA", None)


async def test_a_place_that_is_written_otherwise_is_completed(conn: AsyncConnection) -> None:
    await store(conn, profile_url=OAK, state="California")
    await store(conn, "Oak", website=SITE, city="Elmton", state="CA", postal_code="90000")
    await meet(conn)
    (after,) = await table(conn, "businesses")
    assert (after["city"], after["postal_code"]) == ("Elmton", "90000")


@pytest.mark.parametrize("reason", ["unreadable", "robots"])
async def test_a_sync_that_is_alive_is_not_lost_to_one_that_ended_ill(
    conn: AsyncConnection, reason: str
) -> None:
    kept, gone = await two(conn)
    await queue.enqueue(conn, INVENTORY_QUEUE, [sync(kept, OAK), sync(gone)])
    claim = await queue.claim_row(conn, INVENTORY_QUEUE, kept, "a worker")
    assert claim is not None
    await queue.fail(conn, claim, reason, "no list")
    await meet(conn)
    (left,) = await table(conn, INVENTORY_QUEUE.table)
    assert (left["organization_id"], left["start_url"], left["status"]) == (kept, SITE, "pending")
    (again,) = await queue.claim(conn, INVENTORY_QUEUE, 40, "a worker")
    assert again.key == kept


async def test_lists_that_either_was_asked_for_are_asked_for_after_the_join(
    conn: AsyncConnection,
) -> None:
    kept, gone = await two(conn)
    rows = [sync(kept), sync(gone)]
    rows[0].carried["run_mode"] = "current"
    await queue.enqueue(conn, INVENTORY_QUEUE, rows)
    await meet(conn)
    (left,) = await table(conn, INVENTORY_QUEUE.table)
    assert left["run_mode"] == "both"


async def test_cars_of_a_site_that_is_not_walked_any_more_are_not_missed_there(
    conn: AsyncConnection,
) -> None:
    kept, gone = await two(conn)
    other_site = "https://oak-classics.example/"
    await queue.enqueue(conn, INVENTORY_QUEUE, [sync(kept, other_site), sync(gone)])
    cars = [f"{other_site}cars/1", f"{SITE}cars/1"]
    began = datetime.now(UTC)
    for of, url in zip((kept, gone), cars, strict=True):
        await show(conn, of, url, "1965 Falk", DAY)
    await conn.exec_driver_sql("UPDATE dealer_inventory SET status = 'for_sale'")
    await meet(conn)
    await show_again(conn, cars[0])
    for _ in range(2):
        end = await upserts.end_walk(conn, kept, "dealer", began=began, whole=True)
        assert (end.missed, end.removed) == ([], 0)
    entries = await table(conn, "dealer_inventory", order="listing_url")
    assert {entry["status"] for entry in entries} == {"for_sale"}


async def show_again(conn: AsyncConnection, url: str) -> None:
    await conn.execute(
        text("UPDATE dealer_inventory SET last_seen_at = now() WHERE listing_url = :url"),
        {"url": url},
    )


async def test_a_profile_waits_for_the_walk_without_standing_in_its_way(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as conn:
        known = await store(conn, profile_url=OAK, website=SITE)
        await queue.enqueue(conn, INVENTORY_QUEUE, [sync(known)])
        (claim,) = await queue.claim(conn, INVENTORY_QUEUE, 1, "a worker")
    async with engine.connect() as worker, engine.connect() as profiles:
        await queue.hold(worker, claim)

        async def profile_read() -> None:
            of = await store(profiles, profile_url=OAK, website=SITE, phone="555-0100")
            await queue.enqueue(profiles, INVENTORY_QUEUE, [sync(of)])

        reading = asyncio.ensure_future(profile_read())
        await asyncio.sleep(0.3)
        assert not reading.done()
        await set_platform(worker, known, "schema_org")
        await worker.commit()
        await reading
        await profiles.commit()
        (after,) = await table(profiles, "businesses")
        assert (after["platform"], after["phone"]) == ("schema_org", "555-0100")
