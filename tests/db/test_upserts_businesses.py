"""Businesses and their inventories."""

from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import Business
from db import upserts
from db.upserts import Stored
from tests.db.queue_rows import table
from tests.db.sightings import VIN, listing, see, vehicle

OAK = "https://directory.example/s/old-oak-1/"
CARS = [f"https://oldoak.example/cars/{n}" for n in range(4)]


async def store(conn: AsyncConnection, name: str = "Old Oak Motors", **said: Any) -> int:
    number, _ = await upserts.store_business(conn, Business(business_name=name, **said))
    return number


async def test_one_profile_page_is_one_business(conn: AsyncConnection) -> None:
    profile = Business(business_name="Old Oak Motors", profile_url=OAK, city="Elmton")
    first, made = await upserts.store_business(conn, profile)
    (before,) = await table(conn, "businesses")
    second, again = await upserts.store_business(conn, profile)
    (after,) = await table(conn, "businesses")
    assert first == second
    assert (made, again) == (Stored(inserted=1), Stored(unchanged=1))
    assert {**after, "last_seen_at": None} == {**before, "last_seen_at": None}


async def test_a_new_name_on_the_same_profile_is_written(conn: AsyncConnection) -> None:
    first = await store(conn, profile_url=OAK, phone="555-0100")
    assert await store(conn, "Old Oak Motorcars", profile_url=OAK) == first
    (kept,) = await table(conn, "businesses")
    assert (kept["business_name"], kept["phone"]) == ("Old Oak Motorcars", "555-0100")


async def test_two_profiles_are_two_businesses_whatever_else_they_share(
    conn: AsyncConnection,
) -> None:
    shared = {"website": "https://oldoak.example/", "city": "Elmton", "state": "CA"}
    assert await store(conn, profile_url=OAK, **shared) != await store(
        conn, profile_url=OAK + "2/", **shared
    )


async def test_a_business_known_by_its_website_gets_its_profile(conn: AsyncConnection) -> None:
    by_hand = await upserts.business_of_website(conn, "https://www.oldoak.example/inventory")
    assert await upserts.business_of_website(conn, "https://oldoak.example/") == by_hand
    assert await store(conn, profile_url=OAK, website="https://oldoak.example/") == by_hand
    (kept,) = await table(conn, "businesses")
    assert (kept["business_name"], kept["profile_url"]) == ("Old Oak Motors", OAK)


async def test_name_city_and_state_together_are_one_business(conn: AsyncConnection) -> None:
    first = await store(conn, city="Elmton", state="CA")
    assert await store(conn, "OLD OAK MOTORS", city="elmton", state="ca") == first
    assert await store(conn, city="Elmton", state="NV") != first
    assert await store(conn, city="Ashford", state="CA") != first


async def test_a_part_of_a_name_joins_nothing(conn: AsyncConnection) -> None:
    where = {"city": "Elmton", "state": "CA"}
    names = ["Oak", "Old Oak", "Old Oak Motors", "%Oak%", "Old Oak Motors West"]
    assert len({await store(conn, name, **where) for name in names}) == len(names)


async def test_a_name_alone_joins_nothing(conn: AsyncConnection) -> None:
    assert await store(conn) != await store(conn)


async def test_an_inventory_tells_what_is_new_and_what_changed(conn: AsyncConnection) -> None:
    dealer = await upserts.business_of_website(conn, "https://oldoak.example/")
    first = await upserts.store_inventory(conn, dealer, [listing(url) for url in CARS[:3]])
    assert (first.new, first.changed) == (frozenset(CARS[:3]), frozenset())
    entries = [
        listing(CARS[0]),
        listing(CARS[1], asking_price=Decimal(1)),
        listing(CARS[2], status="sold", asking_price=None, currency=None),
        listing(CARS[3]),
    ]
    second = await upserts.store_inventory(conn, dealer, entries)
    assert (second.new, second.changed) == (frozenset(CARS[3:]), frozenset(CARS[1:3]))
    assert second.stored == Stored(inserted=1, updated=2, unchanged=1)
    prices = {r["listing_url"]: r["asking_price"] for r in await table(conn, "dealer_inventory")}
    assert prices[CARS[1]] == 1
    assert prices[CARS[2]] == 48500, "a sold car keeps the price last asked"
    third = await upserts.store_inventory(conn, dealer, entries)
    assert (third.new, third.changed) == (frozenset(), frozenset())
    assert third.stored == Stored(unchanged=4)


async def test_a_list_that_shows_a_car_twice_is_stored(conn: AsyncConnection) -> None:
    dealer = await upserts.business_of_website(conn, "https://oldoak.example/")
    changes = await upserts.store_inventory(conn, dealer, [listing(CARS[0]), listing(CARS[0])])
    assert changes.stored == Stored(inserted=1)
    nothing = await upserts.store_inventory(conn, dealer, [])
    assert nothing.stored == Stored()


async def test_two_dealers_inventories_are_apart(conn: AsyncConnection) -> None:
    oak = await upserts.business_of_website(conn, "https://oldoak.example/")
    elm = await upserts.business_of_website(conn, "https://elm.example/")
    await upserts.store_inventory(conn, oak, [listing(CARS[0])])
    changes = await upserts.store_inventory(conn, elm, [listing(CARS[0], asking_price=None)])
    assert changes.new == {CARS[0]}
    assert [r["asking_price"] for r in await table(conn, "dealer_inventory")] == [48500, None]


async def test_a_dealers_vehicle_is_linked_with_its_state(conn: AsyncConnection) -> None:
    dealer = await upserts.business_of_website(conn, "https://oldoak.example/")
    await upserts.store_inventory(conn, dealer, [listing(CARS[0])])
    stored = await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer)
    assert stored.vehicle_id is not None
    (entry,) = await table(conn, "dealer_inventory")
    assert entry["vehicle_id"] == stored.vehicle_id
    link = upserts.link_vehicle
    again = await link(conn, dealer, CARS[0], stored.vehicle_id, "for_sale")
    sold = await link(conn, dealer, CARS[0], stored.vehicle_id, "sold")
    assert (again, sold) == (Stored(unchanged=1), Stored(updated=1))
    (kept,) = await table(conn, "organization_vehicles", order="vehicle_id")
    assert kept["status"] == "sold"


async def test_a_sites_platform_is_kept(conn: AsyncConnection) -> None:
    dealer = await upserts.business_of_website(conn, "https://oldoak.example/")
    await upserts.set_platform(conn, dealer, "schema_org")
    (before,) = await table(conn, "businesses")
    await upserts.set_platform(conn, dealer, "schema_org")
    assert await table(conn, "businesses") == [before]
    assert before["platform"] == "schema_org"
