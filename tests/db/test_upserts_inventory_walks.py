"""Walks over inventories: what is no longer listed, and what is listed again."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import InventoryEntry
from db import upserts
from db.upserts import WalkEnd
from tests.db.dealer_lists import CARS, dealer_of, entry, place, row, statuses, store
from tests.db.queue_rows import table
from tests.db.sightings import VIN, listing, see, vehicle


async def clock(conn: AsyncConnection) -> datetime:
    """Now, by the database: a walk begins."""
    now = await conn.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(now, datetime)
    return now


async def walk(
    conn: AsyncConnection, dealer: int, *entries: InventoryEntry, whole: bool = True
) -> WalkEnd:
    """A whole walk that found these entries."""
    began = await clock(conn)
    await store(conn, dealer, *entries)
    return await upserts.end_walk(conn, dealer, "dealer", began=began, whole=whole)


async def test_what_two_whole_walks_missed_is_removed(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    assert await walk(conn, dealer, *map(entry, CARS[:3])) == WalkEnd([], 0, False)
    for n, url in enumerate(CARS[:3]):
        await see(conn, url, vehicle(chassis_number=f"041{n}"), organisation=dealer)
    before = await row(conn, CARS[1])
    assert await walk(conn, dealer, entry(CARS[0])) == WalkEnd(CARS[1:3], 0, False)
    assert await statuses(conn, "dealer_inventory") == ["for_sale"] * 3
    assert (await row(conn, CARS[1]))["updated_at"] == before["updated_at"]
    assert await walk(conn, dealer, entry(CARS[0]), entry(CARS[2])) == WalkEnd([], 1, False)
    for name in ("dealer_inventory", "listings"):
        assert await statuses(conn, name) == ["for_sale", "removed", "for_sale"]
    vehicles = await statuses(conn, "organization_vehicles", "vehicle_id")
    assert vehicles == ["for_sale", "removed", "for_sale"]
    assert (await row(conn, CARS[1]))["updated_at"] > before["updated_at"]
    # A walk in between begins the count anew; what is removed is not counted again.
    assert await walk(conn, dealer, entry(CARS[0])) == WalkEnd([CARS[2]], 0, False)
    assert [r["missed"] for r in await table(conn, "dealer_inventory")] == [0, 2, 1]


async def test_what_was_never_read_is_removed_too(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await walk(conn, dealer, place(CARS[0]), place(CARS[1]))
    assert (await walk(conn, dealer, place(CARS[0]))).missed == [CARS[1]]
    assert (await walk(conn, dealer, place(CARS[0]))).removed == 1
    assert await statuses(conn, "dealer_inventory") == [None, "removed"]


async def test_what_is_sold_stays_sold_when_it_leaves_the_lists(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await walk(conn, dealer, entry(CARS[0]), entry(CARS[1], status="sold"), entry(CARS[2]))
    await see(conn, CARS[1], vehicle(chassis_number="1"), organisation=dealer, status="sold")
    # The list has not heard yet of what the page says.
    await see(conn, CARS[2], vehicle(chassis_number="2"), organisation=dealer, status="sold")
    for _ in range(3):
        assert await walk(conn, dealer, entry(CARS[0])) == WalkEnd([], 0, False)
    assert await statuses(conn, "dealer_inventory") == ["for_sale", "sold", "sold"]
    assert await statuses(conn, "listings") == ["sold", "sold"]


async def test_a_sale_that_only_another_page_told_of_is_not_taken_back(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    show = "https://show.example/veh/9"
    await walk(conn, dealer, entry(CARS[0]), entry(CARS[1]))
    await see(conn, CARS[1], vehicle(vin=VIN), organisation=dealer)
    told: dict[str, Any] = {"source": "classic_com", "status": "sold"}
    await see(conn, show, vehicle(vin=VIN), organisation=dealer, **told)
    # Read by hand, for nobody: the row of the inventory does not hear of it.
    page = listing(CARS[1], status="sold")
    seen_at = await clock(conn)
    await upserts.store_listing(conn, page, vehicle(vin=VIN), None, seen_at=seen_at)
    for _ in range(2):
        await walk(conn, dealer, entry(CARS[0]))
    assert await statuses(conn, "dealer_inventory") == ["for_sale", "removed"]
    assert await statuses(conn, "listings") == ["sold", "sold"]
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["sold"]


async def test_a_page_that_tells_of_the_sale_after_the_first_miss_is_believed(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    await walk(conn, dealer, entry(CARS[0]), entry(CARS[1]))
    assert (await walk(conn, dealer, entry(CARS[0]))).missed == [CARS[1]]
    await see(conn, CARS[1], vehicle(vin=VIN), organisation=dealer, status="sold")
    assert (await walk(conn, dealer, entry(CARS[0]))).removed == 0
    assert await statuses(conn, "listings") == ["sold"]
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["sold"]


async def test_a_walk_that_was_cut_counts_nothing(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await walk(conn, dealer, entry(CARS[0]), entry(CARS[1]))
    for _ in range(3):
        assert await walk(conn, dealer, entry(CARS[0]), whole=False) == WalkEnd([], 0, False)
    assert [r["missed"] for r in await table(conn, "dealer_inventory")] == [0, 0]


async def test_an_empty_list_counts_nothing_and_is_told(conn: AsyncConnection) -> None:
    dealer, elm = await dealer_of(conn), await dealer_of(conn, "https://elm.example/")
    assert await walk(conn, dealer) == WalkEnd([], 0, False), "nothing was ever offered"
    await walk(conn, dealer, entry(CARS[0]))
    for _ in range(3):
        await store(conn, elm, entry("https://elm.example/1"))
        assert await walk(conn, dealer) == WalkEnd([], 0, True)
    assert (await row(conn))["missed"] == 0


async def test_a_walk_counts_only_its_own_source(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    began = await clock(conn)
    for source, url in (("classic_com", CARS[0]), ("bringatrailer", CARS[1])):
        await upserts.store_inventory(conn, dealer, source, [entry(url)])
    for _ in range(2):
        end = await walk(conn, dealer, entry(CARS[2]))
        assert end == WalkEnd([], 0, False)
    end = await upserts.end_walk(conn, dealer, "classic_com", began=began, whole=True)
    assert end == WalkEnd([], 0, False)
    end = await upserts.end_walk(conn, dealer, "classic_com", began=await clock(conn), whole=True)
    assert end == WalkEnd([], 0, True)
    assert await statuses(conn, "dealer_inventory") == ["for_sale"] * 3


async def test_what_another_organisation_lists_still_stays_a_listing_for_sale(
    conn: AsyncConnection,
) -> None:
    oak, elm = await dealer_of(conn), await dealer_of(conn, "https://elm.example/")
    for dealer in (oak, elm):
        await walk(conn, dealer, entry(CARS[0]), entry(CARS[1]))
        await see(conn, CARS[1], vehicle(vin=VIN), organisation=dealer)
    for _ in range(2):
        await walk(conn, oak, entry(CARS[0]))
    assert await statuses(conn, "listings") == ["for_sale"]
    links = await table(conn, "organization_vehicles", order="organization_id")
    assert [r["status"] for r in links] == ["removed", "for_sale"]


async def test_a_vehicle_that_is_offered_elsewhere_stays_the_organisations(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    show = "https://show.example/veh/9"
    await walk(conn, dealer, entry(CARS[0]), entry(CARS[1]))
    await see(conn, CARS[1], vehicle(vin=VIN), organisation=dealer)
    await see(conn, show, vehicle(vin=VIN), organisation=dealer, source="classic_com")
    for _ in range(2):
        await walk(conn, dealer, entry(CARS[0]))
    assert await statuses(conn, "listings") == ["removed", "for_sale"]
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["for_sale"]


@pytest.mark.parametrize("said", [entry, place])
async def test_what_is_listed_again_is_worth_its_page(conn: AsyncConnection, said: Any) -> None:
    dealer = await dealer_of(conn)
    await walk(conn, dealer, entry(CARS[0]), entry(CARS[1]))
    for _ in range(2):
        await walk(conn, dealer, entry(CARS[0]))
    changes = await store(conn, dealer, said(CARS[1]))
    assert changes.changed == {CARS[1]}
    again = await row(conn, CARS[1])
    assert (again["status"], again["missed"]) == (said(CARS[1]).status, 0)
    assert (again["title"], again["asking_price"]) == ("1965 Falk Comet Roadster", 48500)
    assert (await store(conn, dealer, said(CARS[1]))).changed == frozenset()
    await store(conn, dealer, entry(CARS[1]))
    assert (await row(conn, CARS[1]))["status"] == "for_sale"
