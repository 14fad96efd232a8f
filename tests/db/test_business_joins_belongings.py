"""What becomes of all that belonged to the rows that were one business."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import queue
from db.queue import IMPORT_QUEUE, INVENTORY_QUEUE, LeaseLost, NewRow
from db.upserts.businesses import (
    current_business,
    store_business,
)
from tests.db.joined_businesses import DAY, OAK, SITE, meet, page, show, store, sync, two
from tests.db.queue_rows import table


async def test_what_the_kept_row_lacks_is_taken_from_the_other(conn: AsyncConnection) -> None:
    kept = await store(conn, profile_url=OAK, phone="555-0100")
    said = {"phone": "555-0199", "email": "oak@oldoak.example", "specialities": ("Falk",)}
    await store(conn, "Oak", website=SITE, **said)
    assert await meet(conn) == kept
    (after,) = await table(conn, "businesses")
    assert (after["phone"], after["email"]) == ("555-0100", "oak@oldoak.example")
    assert after["specialities"] == ["Falk"]


async def test_a_place_is_not_made_of_two(conn: AsyncConnection) -> None:
    await store(conn, profile_url=OAK, city="Ulmstadt", country="Germany")
    await store(conn, "Oak", website=SITE, city="Elmton", state="CA")
    await meet(conn)
    (after,) = await table(conn, "businesses")
    assert (after["city"], after["state"], after["country"]) == ("Ulmstadt", None, "Germany")


async def test_of_an_entry_that_both_have_the_one_seen_last_counts(conn: AsyncConnection) -> None:
    kept, gone = await two(conn)
    cars = [f"{SITE}cars/{n}" for n in range(4)]
    later = DAY + timedelta(days=1)
    await show(conn, kept, cars[0], "kept, later", later)
    await show(conn, gone, cars[0], "gone, earlier", DAY)
    await show(conn, kept, cars[1], "kept, earlier", DAY)
    await show(conn, gone, cars[1], "gone, later", later)
    await show(conn, kept, cars[2], "kept alone", DAY)
    await show(conn, gone, cars[3], "gone alone", DAY)
    await meet(conn)
    entries = await table(conn, "dealer_inventory", order="listing_url")
    titles = [entry["title"] for entry in entries]
    assert titles == ["kept, later", "gone, later", "kept alone", "gone alone"]
    assert {entry["organization_id"] for entry in entries} == {kept}
    assert [entry["first_seen_at"] for entry in entries] == [DAY] * 4


async def test_of_a_vehicle_that_both_have_the_state_written_last_counts(
    conn: AsyncConnection,
) -> None:
    kept, gone = await two(conn)
    cars = [
        await conn.scalar(text("INSERT INTO vehicles (year) VALUES (1965) RETURNING id"))
        for _ in range(3)
    ]
    for of, car, status, day in (
        (kept, 0, "sold", 2),
        (gone, 0, "for_sale", 1),
        (kept, 1, "for_sale", 1),
        (gone, 1, "sold", 2),
        (gone, 2, "for_sale", 1),
    ):
        await conn.execute(
            text("""
                INSERT INTO organization_vehicles
                    (organization_id, vehicle_id, status, first_seen_at, updated_at)
                VALUES (:of, :car, :status, :at, :at)
            """),
            {"of": of, "car": cars[car], "status": status, "at": DAY + timedelta(days=day)},
        )
    await meet(conn)
    rows = await table(conn, "organization_vehicles", order="vehicle_id")
    assert [r["status"] for r in rows] == ["sold", "sold", "for_sale"]
    assert {r["organization_id"] for r in rows} == {kept}
    assert {r["first_seen_at"] for r in rows} == {DAY + timedelta(days=1)}


async def test_nothing_that_refers_to_a_business_is_left_behind(conn: AsyncConnection) -> None:
    kept, gone = await two(conn)
    car = f"{SITE}cars/1"
    await show(conn, gone, car, "Falk", DAY)
    await conn.execute(
        text("""
            INSERT INTO listings (url, source, title, status, organization_id)
            VALUES (:url, 'dealer', 'Falk', 'for_sale', :gone)
        """),
        {"url": car, "gone": gone},
    )
    vehicle = await conn.scalar(text("INSERT INTO vehicles (year) VALUES (1965) RETURNING id"))
    await conn.execute(
        text("""
            INSERT INTO organization_vehicles (organization_id, vehicle_id, status)
            VALUES (:gone, :vehicle, 'for_sale')
        """),
        {"gone": gone, "vehicle": vehicle},
    )
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(car, car, carried={"organization_id": gone})])
    await queue.enqueue(conn, INVENTORY_QUEUE, [sync(gone)])
    earlier = await store(conn, "Oak LLC", license_number="DL1", state="CA")
    await store(conn, "Oak", website=SITE, license_number="DL1", state="CA")
    assert earlier in {row["id"] for row in await table(conn, "businesses")}
    assert len(await table(conn, "business_joins")) == 1
    last = await meet(conn)
    referring = await conn.execute(
        text("""
            SELECT conrelid::regclass::text AS of_table, attname AS name
            FROM pg_constraint
            JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
            WHERE contype = 'f' AND confrelid = 'businesses'::regclass
        """)
    )
    for column in referring.all():
        owners = await conn.execute(text(f"SELECT DISTINCT {column.name} FROM {column.of_table}"))
        assert list(owners.scalars()) == [last], f"{column.of_table} was not tried, or not moved"
    assert kept == last
    assert [await current_business(conn, old) for old in (gone, earlier)] == [last, last]


async def test_the_kept_ones_sync_stays_and_the_other_ones_worker_loses_its_lease(
    conn: AsyncConnection,
) -> None:
    kept, gone = await two(conn)
    await queue.enqueue(conn, INVENTORY_QUEUE, [sync(kept, OAK), sync(gone)])
    claim = await queue.claim_row(conn, INVENTORY_QUEUE, gone, "a worker")
    assert claim is not None
    await meet(conn)
    (left,) = await table(conn, INVENTORY_QUEUE.table)
    assert (left["organization_id"], left["start_url"]) == (kept, OAK)
    with pytest.raises(LeaseLost):
        await queue.hold(conn, claim)


async def test_a_sync_that_only_the_other_one_has_goes_on_as_the_kept_ones(
    conn: AsyncConnection,
) -> None:
    kept, gone = await two(conn)
    await queue.enqueue(conn, INVENTORY_QUEUE, [sync(gone)])
    (claim,) = await queue.claim(conn, INVENTORY_QUEUE, 10, "a worker")
    await queue.advance(conn, claim, '{"page": 3}')
    await meet(conn)
    with pytest.raises(LeaseLost):
        await queue.hold(conn, claim)
    (again,) = await queue.claim(conn, INVENTORY_QUEUE, 10, "another worker")
    assert (again.key, again.cursor, again.attempts) == (kept, {"page": 3}, 1)


async def test_a_page_seen_again_changes_nothing_after_the_join(conn: AsyncConnection) -> None:
    await two(conn)
    await meet(conn)
    before = {
        name: await table(conn, name, order=order)
        for name, order in (("business_identities", "rule, value"), ("business_joins", "id"))
    }
    _, stored = await store_business(conn, page(profile_url=OAK, website=SITE))
    assert stored.unchanged == 1
    for name, rows in before.items():
        order = "id" if name == "business_joins" else "rule, value"
        assert await table(conn, name, order=order) == rows
