"""Businesses and their inventories."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.items import Business, InventoryEntry
from db import upserts
from db.upserts import Stored
from tests.db.queue_rows import table
from tests.db.sightings import VIN, listing, see, vehicle

OAK = "https://directory.example/s/old-oak-1/"
CARS = [f"https://oldoak.example/cars/{n}" for n in range(4)]


async def store(conn: AsyncConnection, name: str = "Old Oak Motors", **said: Any) -> int:
    number, _ = await upserts.store_business(conn, Business(business_name=name, **said))
    return number


def entry(url: str, **said: Any) -> InventoryEntry:
    words: dict[str, Any] = {"asking_price": Decimal(48500), "currency": "USD"}
    return InventoryEntry(url=url, **({"title": "Falk", "status": "for_sale"} | words | said))


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


async def test_a_business_known_by_its_website_gets_its_profile(conn: AsyncConnection) -> None:
    by_hand = await upserts.business_of_website(conn, "https://www.oldoak.example/inventory")
    assert await upserts.business_of_website(conn, "https://oldoak.example/") == by_hand
    assert await store(conn, profile_url=OAK, website="https://oldoak.example/") == by_hand
    (kept,) = await table(conn, "businesses")
    assert (kept["business_name"], kept["profile_url"]) == ("Old Oak Motors", OAK)


async def test_name_city_and_state_together_are_one_business(conn: AsyncConnection) -> None:
    first = await store(conn, city="Elmton", state="CA")
    assert await store(conn, "OLD OAK MOTORS", city="elmton", state="ca") == first
    assert await store(conn, "Old  Oak-Motors, L.L.C.", city="Élmton", state="California") == first
    assert await store(conn, city="Elmton", state="NV") != first
    assert await store(conn, city="Ashford", state="CA") != first


async def test_a_country_stands_for_the_state_only_where_there_are_none(
    conn: AsyncConnection,
) -> None:
    first = await store(conn, "Eiche & Söhne GmbH", city="Ulmstadt", country="Germany")
    assert await store(conn, "EICHE AND SOHNE", city="Ulmstadt", country="germany") == first
    assert await store(conn, "Eiche & Söhne", city="Ulmstadt", country="Austria") != first
    american = {"city": "Elmton", "country": "USA"}
    assert await store(conn, **american) != await store(conn, **american)


async def test_a_part_of_a_name_joins_nothing(conn: AsyncConnection) -> None:
    where = {"city": "Elmton", "state": "CA"}
    names = ["Oak", "Old Oak", "Old Oak Motors", "%Oak", "Oak%s", "_ld Oak", "Old Oak Motors West"]
    found = {name: await store(conn, name, **where) for name in names}
    # A sign is no letter, and no wildcard either.
    assert found["%Oak"] == found["Oak"]
    assert len(set(found.values())) == len(names) - 1


async def test_a_name_alone_joins_nothing(conn: AsyncConnection) -> None:
    assert await store(conn) != await store(conn)


async def test_a_licence_and_its_state_are_one_business(conn: AsyncConnection) -> None:
    first = await store(conn, license_number="dl-00417", state="California")
    assert await store(conn, "Oak Cars", license_number="DL 00417", state="CA") == first
    assert await store(conn, license_number="DL00417", state="NV") != first
    assert await store(conn, license_number="DL00418", state="CA") != first


@pytest.mark.parametrize("number", ["N/A", "None", "000000", "-"])
async def test_a_filling_is_no_licence(conn: AsyncConnection, number: str) -> None:
    said = {"license_number": number, "state": "CA"}
    assert await store(conn, "Old Oak", **said) != await store(conn, "Elm Cars", **said)


async def test_a_licence_without_a_state_joins_nothing(conn: AsyncConnection) -> None:
    first = await store(conn, license_number="DL00417")
    assert await store(conn, license_number="DL00417") != first


async def test_hosts_of_one_domain_are_one_business(conn: AsyncConnection) -> None:
    first = await store(conn, website="https://oldoak.co.uk/")
    assert await store(conn, "Oak", website="https://cars.OLDOAK.co.uk/stock?page=2") == first
    assert await store(conn, website="https://elm.co.uk/") != first
    (kept, _) = await table(conn, "businesses")
    assert kept["website_host"] == "oldoak.co.uk"


async def test_two_customers_of_one_site_vendor_are_two_businesses(conn: AsyncConnection) -> None:
    first = await store(conn, website="https://old-oak.ebizautos.com/")
    assert await store(conn, website="https://elm.ebizautos.com/") != first
    assert await store(conn, website="https://www.old-oak.ebizautos.com/stock") == first


async def test_a_page_on_a_marketplace_joins_nothing(conn: AsyncConnection) -> None:
    shop = "https://www.facebook.com/cars"
    assert await store(conn, "Old Oak", website=shop) != await store(conn, "Elm", website=shop)
    assert {row["website_host"] for row in await table(conn, "businesses")} == {None}


async def test_a_page_on_a_marketplace_does_not_replace_the_own_site(
    conn: AsyncConnection,
) -> None:
    await store(conn, profile_url=OAK, website="https://oldoak.example/")
    await store(conn, profile_url=OAK, website="https://www.facebook.com/oldoak")
    (kept,) = await table(conn, "businesses")
    assert (kept["website"], kept["website_host"]) == ("https://oldoak.example/", "oldoak.example")


async def test_one_website_with_two_licences_in_one_state_is_two_businesses(
    conn: AsyncConnection,
) -> None:
    said = {"website": "https://oldoak.example/", "state": "CA"}
    first = await store(conn, license_number="DL1", **said)
    second = await store(conn, license_number="DL2", **said)
    assert first != second
    assert await store(conn, license_number="DL2", **said) == second
    nevada = said | {"state": "NV"}
    assert await store(conn, license_number="NV9", **nevada) == first, "one licence in each state"


@pytest.mark.parametrize("other", [{"website": "https://elm.example/"}, {"license_number": "DL2"}])
async def test_one_name_and_place_with_another_website_or_licence_is_two_businesses(
    conn: AsyncConnection, other: dict[str, str]
) -> None:
    said = {"city": "Elmton", "state": "CA"}
    own = {"website": "https://oldoak.example/", "license_number": "DL1"}
    first = await store(conn, **said, **own)
    assert await store(conn, **said, **other) != first
    assert await store(conn, **said) == first


async def test_what_a_page_does_not_state_stays(conn: AsyncConnection) -> None:
    said: dict[str, Any] = {
        "city": "Elmton",
        "state": "CA",
        "specialities": ("Falk", "Pre-War"),
    }
    await store(conn, profile_url=OAK, bat_username="oldoak", **said)
    await store(conn, profile_url=OAK, phone="555-0100")
    (kept,) = await table(conn, "businesses")
    assert (kept["city"], kept["state"], kept["phone"]) == ("Elmton", "CA", "555-0100")
    assert (kept["specialities"], kept["bat_username"]) == (["Falk", "Pre-War"], "oldoak")


async def test_who_moved_to_another_city_did_not_take_the_state_along(
    conn: AsyncConnection,
) -> None:
    await store(conn, profile_url=OAK, city="Elmton", state="CA", postal_code="90000")
    await store(conn, profile_url=OAK, city="Ulmstadt", country="Germany")
    (kept,) = await table(conn, "businesses")
    assert [kept[name] for name in ("city", "state", "postal_code", "country")] == [
        "Ulmstadt", None, None, "Germany",
    ]  # fmt: skip


async def test_who_moved_to_another_state_did_not_take_the_city_along(
    conn: AsyncConnection,
) -> None:
    await store(conn, profile_url=OAK, city="Elmton", state="CA", postal_code="90000")
    await store(conn, profile_url=OAK, state="California")
    (kept,) = await table(conn, "businesses")
    assert (kept["city"], kept["postal_code"]) == ("Elmton", "90000"), "the same state, spelled out"
    await store(conn, profile_url=OAK, state="NV")
    (kept,) = await table(conn, "businesses")
    assert (kept["city"], kept["state"], kept["postal_code"]) == (None, "NV", None)
    namesake = await store(conn, city="Elmton", state="NV")
    assert namesake != kept["id"]


async def test_who_moved_to_another_state_did_not_take_the_licence_along(
    conn: AsyncConnection,
) -> None:
    oak = await store(conn, profile_url=OAK, license_number="417", state="CA")
    await store(conn, profile_url=OAK, state="NV")
    await store(conn, profile_url=OAK, state="NV")
    assert await store(conn, "Elm Cars", license_number="417", state="NV") != oak
    assert await store(conn, "Oak", license_number="417", state="CA") == oak


async def test_a_profile_not_read_yet_is_a_business_with_its_slug_for_a_name(
    conn: AsyncConnection,
) -> None:
    made = await upserts.businesses.business_of_profile(conn, OAK)
    assert await upserts.businesses.business_of_profile(conn, OAK) == made
    (kept,) = await table(conn, "businesses")
    assert (kept["business_name"], kept["profile_url"]) == ("old-oak-1", OAK)
    assert await store(conn, profile_url=OAK) == made
    with pytest.raises(ValueError, match="not a seller's profile"):
        await upserts.businesses.business_of_profile(conn, "https://directory.example/")


async def test_a_website_that_tells_nobody_is_found_by_itself_alone(
    conn: AsyncConnection,
) -> None:
    of = upserts.business_of_website
    shop = "https://www.facebook.com/oldoak"
    assert await of(conn, shop) == await of(conn, shop)
    assert await of(conn, shop) != await of(conn, "https://www.facebook.com/elm")
    with pytest.raises(ValueError, match="not an http"):
        await of(conn, "call us")


async def test_profiles_are_given_of_those_that_have_one(conn: AsyncConnection) -> None:
    oak = await store(conn, profile_url=OAK)
    elm = await store(conn, "Elm", website="https://elm.example/")
    found = await upserts.businesses.classic_profiles(conn, [oak, elm, 0])
    assert found == {oak: OAK}


async def test_the_name_on_bring_a_trailer_is_kept(conn: AsyncConnection) -> None:
    oak = await store(conn)
    await upserts.businesses.set_bat_username(conn, oak, "oldoak")
    (before,) = await table(conn, "businesses")
    await upserts.businesses.set_bat_username(conn, oak, "oldoak")
    assert await table(conn, "businesses") == [before]
    assert before["bat_username"] == "oldoak"


async def test_an_inventory_tells_what_is_new_and_what_changed(conn: AsyncConnection) -> None:
    dealer = await upserts.business_of_website(conn, "https://oldoak.example/")
    first = await upserts.store_inventory(conn, dealer, "dealer", [entry(url) for url in CARS[:3]])
    assert (first.new, first.changed) == (frozenset(CARS[:3]), frozenset())
    entries = [
        entry(CARS[0]),
        entry(CARS[1], asking_price=Decimal(1)),
        entry(CARS[2], status="sold", asking_price=None, currency=None),
        entry(CARS[3]),
    ]
    second = await upserts.store_inventory(conn, dealer, "dealer", entries)
    assert (second.new, second.changed) == (frozenset(CARS[3:]), frozenset(CARS[1:3]))
    assert second.stored == Stored(inserted=1, updated=2, unchanged=1)
    prices = {r["listing_url"]: r["asking_price"] for r in await table(conn, "dealer_inventory")}
    assert prices[CARS[1]] == 1
    assert prices[CARS[2]] == 48500, "a sold car keeps the price last asked"
    third = await upserts.store_inventory(conn, dealer, "dealer", entries)
    assert (third.new, third.changed) == (frozenset(), frozenset())
    assert third.stored == Stored(unchanged=4)


async def test_a_list_that_shows_a_car_twice_is_stored(conn: AsyncConnection) -> None:
    dealer = await upserts.business_of_website(conn, "https://oldoak.example/")
    changes = await upserts.store_inventory(
        conn, dealer, "dealer", [entry(CARS[0]), entry(CARS[0])]
    )
    assert changes.stored == Stored(inserted=1)
    nothing = await upserts.store_inventory(conn, dealer, "dealer", [])
    assert nothing.stored == Stored()


async def test_two_dealers_inventories_are_apart(conn: AsyncConnection) -> None:
    oak = await upserts.business_of_website(conn, "https://oldoak.example/")
    elm = await upserts.business_of_website(conn, "https://elm.example/")
    await upserts.store_inventory(conn, oak, "dealer", [entry(CARS[0])])
    changes = await upserts.store_inventory(
        conn, elm, "dealer", [entry(CARS[0], asking_price=None)]
    )
    assert changes.new == {CARS[0]}
    assert [r["asking_price"] for r in await table(conn, "dealer_inventory")] == [48500, None]


async def test_a_dealers_vehicle_is_linked_with_its_state(conn: AsyncConnection) -> None:
    dealer = await upserts.business_of_website(conn, "https://oldoak.example/")
    await upserts.store_inventory(conn, dealer, "dealer", [entry(CARS[0])])
    stored = await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer)
    assert stored.vehicle_id is not None
    (shown,) = await table(conn, "dealer_inventory")
    assert shown["vehicle_id"] == stored.vehicle_id
    link = upserts.link_vehicle
    again = await link(conn, dealer, listing(CARS[0]), stored.vehicle_id)
    sold = await link(conn, dealer, listing(CARS[0], status="sold"), stored.vehicle_id)
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
