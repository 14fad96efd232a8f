"""Rows of one business that were taken for several, and what becomes of all that was theirs."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from crawler.items import Business
from db import queue, upserts
from db.queue import IMPORT_QUEUE, INVENTORY_QUEUE, LeaseLost, NewRow
from db.upserts.businesses import (
    business_of_profile,
    business_of_website,
    current_business,
    identify_all,
    set_platform,
    store_business,
)
from tests.db.queue_rows import row, table

OAK = "https://directory.example/s/old-oak-1/"
OAK_AGAIN = "https://directory.example/s/old-oak-2/"
SITE = "https://oldoak.example/"
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def page(name: str = "Old Oak Motors", **said: Any) -> Business:
    return Business(business_name=name, **said)


async def store(conn: AsyncConnection, name: str = "Old Oak Motors", **said: Any) -> int:
    number, _ = await store_business(conn, page(name, **said))
    return number


async def two(conn: AsyncConnection) -> tuple[int, int]:
    """The business of a profile, and one of a website, of which nobody knows yet that both are
    the same."""
    return await business_of_profile(conn, OAK), await business_of_website(conn, SITE)


async def meet(conn: AsyncConnection) -> int:
    """The page that states both."""
    return await store(conn, profile_url=OAK, website=SITE)


async def show(conn: AsyncConnection, of: int, url: str, title: str | None, seen: datetime) -> None:
    await conn.execute(
        text("""
            INSERT INTO dealer_inventory
                (organization_id, listing_url, source, title, first_seen_at, last_seen_at)
            VALUES (:of, :url, 'dealer', :title, :seen, :seen)
        """),
        {"of": of, "url": url, "title": title, "seen": seen},
    )


async def test_a_profile_that_states_a_known_website_joins_the_two(conn: AsyncConnection) -> None:
    of_profile, of_site = await two(conn)
    assert await meet(conn) == of_profile
    (kept,) = await table(conn, "businesses")
    assert (kept["business_name"], kept["website"]) == ("Old Oak Motors", SITE)
    assert await business_of_website(conn, SITE) == of_profile
    (joined,) = await table(conn, "business_joins")
    assert (joined["business_id"], joined["joined_id"]) == (of_profile, of_site)
    assert (joined["rule"], joined["value"]) == ("website_host", "oldoak.example")
    assert joined["joined"]["business_name"] == "oldoak.example"


async def test_two_profiles_of_one_website_are_one_business(conn: AsyncConnection) -> None:
    first = await store(conn, profile_url=OAK, website=SITE)
    assert await store(conn, profile_url=OAK_AGAIN, website=SITE) == first
    assert await store(conn, "Old Oak", profile_url=OAK_AGAIN) == first
    (kept,) = await table(conn, "businesses")
    assert kept["profile_url"] == OAK


async def test_an_old_website_still_finds_its_business(conn: AsyncConnection) -> None:
    first = await store(conn, profile_url=OAK, website=SITE)
    await store(conn, profile_url=OAK, website="https://oak-motors.example/")
    assert await business_of_website(conn, SITE) == first
    (kept,) = await table(conn, "businesses")
    assert kept["website_host"] == "oak-motors.example"


async def test_three_rows_become_the_one_that_the_surest_identity_names(
    conn: AsyncConnection,
) -> None:
    where = {"city": "Elmton", "state": "CA"}
    by_name = await store(conn, **where)
    by_site = await business_of_website(conn, SITE)
    by_licence = await store(conn, "Oak LLC", license_number="DL1", state="CA")
    assert len({by_name, by_site, by_licence}) == 3
    assert await store(conn, website=SITE, license_number="DL1", **where) == by_licence
    joins = await table(conn, "business_joins")
    assert [(j["joined_id"], j["rule"]) for j in joins] == [
        (by_site, "website_host"),
        (by_name, "name_and_place"),
    ]
    assert len(await table(conn, "businesses")) == 1


async def test_who_is_known_by_two_identities_is_joined_once_by_the_surer(
    conn: AsyncConnection,
) -> None:
    where = {"city": "Elmton", "state": "CA"}
    await business_of_profile(conn, OAK)
    await store(conn, website=SITE, **where)
    await store(conn, profile_url=OAK, website=SITE, **where)
    assert [join["rule"] for join in await table(conn, "business_joins")] == ["website_host"]


async def test_what_a_surer_identity_contradicts_is_not_joined(conn: AsyncConnection) -> None:
    one = await store(conn, profile_url=OAK, license_number="DL1", state="CA")
    other = await store(conn, website=SITE, license_number="DL2", state="CA")
    assert await meet(conn) == one
    assert await table(conn, "business_joins") == []
    assert await business_of_website(conn, SITE) == other


async def test_a_namesake_with_a_website_of_its_own_is_not_joined(conn: AsyncConnection) -> None:
    where = {"city": "Elmton", "state": "CA"}
    namesake = await store(conn, website="https://elm.example/", **where)
    own = await store(conn, profile_url=OAK, website=SITE, **where)
    assert own != namesake
    assert await store(conn, profile_url=OAK, **where) == own
    assert len(await table(conn, "businesses")) == 2


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


def sync(of: int, url: str = SITE) -> NewRow:
    return NewRow(of, url, carried={"start_url": url, "run_mode": "both"})


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


async def test_a_row_without_identities_is_found_by_its_columns(conn: AsyncConnection) -> None:
    by_hand = await conn.scalar(
        text("""
            INSERT INTO businesses (business_name, profile_url, website_host)
            VALUES ('Old Oak', :profile, 'oldoak.example') RETURNING id
        """),
        {"profile": OAK},
    )
    assert await business_of_website(conn, SITE) == by_hand
    assert await business_of_profile(conn, OAK) == by_hand
    assert await meet(conn) == by_hand


async def test_a_row_without_identities_is_still_found_by_its_old_website(
    conn: AsyncConnection,
) -> None:
    by_hand = await conn.scalar(
        text("""
            INSERT INTO businesses (business_name, profile_url, website, website_host)
            VALUES ('Old Oak', :profile, :site, 'oldoak.example') RETURNING id
        """),
        {"profile": OAK, "site": SITE},
    )
    await store(conn, profile_url=OAK, website="https://oak-motors.example/")
    assert await business_of_website(conn, SITE) == by_hand


async def test_an_older_databases_businesses_get_their_identities(
    database: str, conn: AsyncConnection
) -> None:
    await conn.execute(
        text("""
            INSERT INTO businesses
                (business_name, profile_url, website, website_host, license_number, city, state)
            VALUES
                ('Old Oak', :oak, 'https://cars.oldoak.co.uk/', 'cars.oldoak.co.uk',
                 'DL 1', 'Elmton', 'California'),
                ('Elm', NULL, 'https://www.facebook.com/elm', 'facebook.com', NULL, NULL, NULL),
                ('Oak', :again, 'https://oldoak.co.uk/', 'oldoak.co.uk', NULL, NULL, NULL)
        """),
        {"oak": OAK, "again": OAK_AGAIN},
    )
    first, elm, second = (row["id"] for row in await table(conn, "businesses"))
    engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"))
    for _ in range(2):
        with engine.begin() as connection:
            identify_all(connection)
    engine.dispose()
    found = await table(conn, "business_identities", order="rule, value")
    assert {(row["rule"], row["value"], row["business_id"]) for row in found} == {
        ("profile_url", OAK, first),
        ("profile_url", OAK_AGAIN, second),
        ("license", "CA:DL1", first),
        ("website_host", "oldoak.co.uk", first),
        ("name_and_place", "old oak, elmton, CA", first),
    }
    hosts = {row["id"]: row["website_host"] for row in await table(conn, "businesses")}
    assert hosts == {first: "oldoak.co.uk", elm: None, second: "oldoak.co.uk"}


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
