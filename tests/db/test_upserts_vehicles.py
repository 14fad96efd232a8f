"""Which listings are one vehicle, and whose words its row bears."""

import asyncio
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import upserts
from tests.db.dealer_lists import entry
from tests.db.queue_rows import table
from tests.db.sightings import OTHER_VIN, VIN, see, vehicle

DEALER, SHOW, LOT = (
    "https://oldoak.example/cars/1",
    "https://show.example/veh/9",
    "https://lots.example/listing/falk-7/",
)
SOURCE = {DEALER: "dealer", SHOW: "classic_com", LOT: "bringatrailer"}


async def vehicles_of(conn: AsyncConnection) -> dict[str, int]:
    return {r["url"]: r["vehicle_id"] for r in await table(conn, "listings")}


@pytest.mark.parametrize(
    "order", list(permutations(SOURCE)), ids=lambda o: "-".join(SOURCE[u] for u in o)
)
async def test_one_vin_is_one_vehicle_in_the_best_sources_words(
    conn: AsyncConnection, order: tuple[str, ...]
) -> None:
    cars = {
        LOT: vehicle(vin=VIN, model="Comet Roadster", engine="2.4-liter six"),
        DEALER: vehicle(vin=VIN, model="COMET!!", trim="GT", engine="V6", mileage=41000,
                        mileage_unit="mi", exterior_color="Fern Green"),
        SHOW: vehicle(vin=VIN, model="Comet", exterior_color="Green", interior_color="Tan"),
    }  # fmt: skip
    for url in (*order, order[0]):
        await see(conn, url, cars[url], source=SOURCE[url])
    (car,) = await table(conn, "vehicles")
    assert (car["model"], car["engine"]) == ("Comet Roadster", "2.4-liter six")
    assert car["trim"] is None, "a trim of one source beside the model of another"
    assert (car["mileage"], car["mileage_unit"]) == (41000, "mi")
    assert (car["exterior_color"], car["interior_color"]) == ("Fern Green", "Tan")
    assert set((await vehicles_of(conn)).values()) == {car["id"]}


async def test_a_short_chassis_number_joins_with_make_and_year(conn: AsyncConnection) -> None:
    await see(conn, DEALER, vehicle(chassis_number="0417"))
    await see(conn, SHOW, vehicle(make="FALK", chassis_number="0417"), source="classic_com")
    assert len(await table(conn, "vehicles")) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"year": 1966},
        {"make": "Brennan"},
        {"chassis_number": "0418"},
        {"year": None},
        {"make": None},
    ],
    ids=str,
)
async def test_a_short_chassis_number_joins_with_nothing_less(
    conn: AsyncConnection, other: dict[str, Any]
) -> None:
    await see(conn, DEALER, vehicle(chassis_number="0417"))
    await see(conn, SHOW, vehicle(**({"chassis_number": "0417"} | other)))
    assert len(await table(conn, "vehicles")) == 2


async def test_cars_without_any_number_are_never_joined(conn: AsyncConnection) -> None:
    await see(conn, DEALER, vehicle(model="Comet"), asking_price=48500)
    await see(conn, SHOW, vehicle(model="Comet"), asking_price=48500)
    await see(conn, SHOW, vehicle(model="Comet"), asking_price=48500)
    assert len(set((await vehicles_of(conn)).values())) == 2


async def test_a_relisting_under_a_new_url_is_the_same_vehicle(conn: AsyncConnection) -> None:
    await see(conn, LOT, vehicle(vin=VIN), source="bringatrailer", status="reserve_not_met")
    await see(conn, LOT[:-1] + "-2/", vehicle(vin=VIN), source="bringatrailer", status="live")
    assert len(await table(conn, "listings")) == 2
    assert len(await table(conn, "vehicles")) == 1


async def test_a_vin_that_appears_later_joins_and_leaves_nothing_behind(
    conn: AsyncConnection,
) -> None:
    dealer = await upserts.business_of_website(conn, "https://oldoak.example/")
    await upserts.store_inventory(conn, dealer, "dealer", [entry(DEALER)])
    lone = await see(conn, DEALER, vehicle(), organisation=dealer, photos=("front",))
    known = await see(conn, LOT, vehicle(vin=VIN), source="bringatrailer", photos=("lot",))
    assert lone.vehicle_id != known.vehicle_id
    await see(conn, DEALER, vehicle(vin=VIN), organisation=dealer, photos=("front",))
    (car,) = await table(conn, "vehicles")
    assert car["id"] == known.vehicle_id
    assert set((await vehicles_of(conn)).values()) == {car["id"]}
    assert {r["vehicle_id"] for r in await table(conn, "vehicle_images")} == {car["id"]}
    assert len(await table(conn, "vehicle_images")) == 2
    assert [r["vehicle_id"] for r in await table(conn, "dealer_inventory")] == [car["id"]]
    links = await table(conn, "organization_vehicles", order="vehicle_id")
    assert [r["vehicle_id"] for r in links] == [car["id"]]


async def test_a_vin_that_appears_on_a_lone_listing_is_its_vehicles(conn: AsyncConnection) -> None:
    first = await see(conn, DEALER, vehicle())
    second = await see(conn, DEALER, vehicle(vin=VIN))
    assert first.vehicle_id == second.vehicle_id
    assert [r["vin"] for r in await table(conn, "vehicles")] == [VIN]


async def test_a_listing_that_turns_to_another_number_takes_no_shared_vehicle_along(
    conn: AsyncConnection,
) -> None:
    dealer = await upserts.business_of_website(conn, "https://oldoak.example/")
    await see(conn, DEALER, vehicle(vin=VIN), organisation=dealer, photos=("front",))
    stays = await see(conn, SHOW, vehicle(vin=VIN), source="classic_com", photos=("front",))
    moved = await see(conn, DEALER, vehicle(vin=OTHER_VIN), organisation=dealer, photos=("new",))
    await see(conn, SHOW, vehicle(vin=VIN), source="classic_com", photos=("front",))
    assert await vehicles_of(conn) == {DEALER: moved.vehicle_id, SHOW: stays.vehicle_id}
    assert {r["id"]: r["vin"] for r in await table(conn, "vehicles")} == {
        stays.vehicle_id: VIN,
        moved.vehicle_id: OTHER_VIN,
    }
    photos = {r["url"].split("/")[-1]: r["vehicle_id"] for r in await table(conn, "vehicle_images")}
    assert photos == {"front.jpg": stays.vehicle_id, "new.jpg": moved.vehicle_id}
    links = await table(conn, "organization_vehicles", order="vehicle_id")
    assert [r["vehicle_id"] for r in links] == [moved.vehicle_id]


async def test_what_a_page_no_longer_states_goes_from_the_vehicle(conn: AsyncConnection) -> None:
    await see(conn, DEALER, vehicle(vin=VIN, engine="V6", mileage=10, mileage_unit="mi"))
    await see(conn, DEALER, vehicle(vin=VIN, engine="V8"))
    (car,) = await table(conn, "vehicles")
    assert (car["engine"], car["mileage"], car["mileage_unit"]) == ("V8", None, None)


async def test_two_workers_with_one_vin_make_one_vehicle(engine: AsyncEngine) -> None:
    async def one(number: int) -> None:
        async with engine.begin() as conn:
            await see(conn, f"https://oldoak.example/cars/{number}", vehicle(vin=VIN, engine="V6"))
            await asyncio.sleep(0.02)

    await asyncio.gather(*(one(n) for n in range(6)))
    async with engine.begin() as conn:
        (car,) = await table(conn, "vehicles")
        assert set((await vehicles_of(conn)).values()) == {car["id"]}
        assert (car["vin"], car["engine"]) == (VIN, "V6")


async def test_two_workers_with_one_chassis_number_make_one_vehicle(engine: AsyncEngine) -> None:
    async with engine.begin() as first, engine.begin() as second:
        await see(first, DEALER, vehicle(chassis_number="0417"))
        later = asyncio.ensure_future(see(second, SHOW, vehicle(chassis_number="0417")))
        await asyncio.sleep(0.1)
        assert not later.done()
        await first.commit()
        await later
    async with engine.begin() as conn:
        assert len(await table(conn, "vehicles")) == 1


@pytest.mark.parametrize("wrong", ["NOT A NUMBER", "1G1YY22G96510437", "1G1YY22G9651O4378", ""])
async def test_a_vin_that_is_none_is_refused_by_the_database(
    conn: AsyncConnection, wrong: str
) -> None:
    with pytest.raises(DBAPIError, match="vehicles_vin_check"):
        await see(conn, DEALER, vehicle(vin=wrong))


async def test_workers_that_give_their_cars_one_number_at_once_make_one_vehicle(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as conn:
        await see(conn, DEALER, vehicle())
        await see(conn, SHOW, vehicle())
    for number in ({"vin": VIN}, {"chassis_number": "0417"}):
        async with engine.connect() as first, engine.connect() as second:
            await see(first, DEALER, vehicle(**number))
            later = asyncio.ensure_future(see(second, SHOW, vehicle(**number)))
            await asyncio.sleep(0.2)
            assert not later.done()
            await first.commit()
            await later
            await second.commit()
        async with engine.connect() as conn:
            assert len(set((await vehicles_of(conn)).values())) == 1


async def test_a_car_under_another_cars_number_leaves_nothing_there(conn: AsyncConnection) -> None:
    """A dealer typed the number of another dealer's car, and mended it."""
    oak, elm = [
        await upserts.business_of_website(conn, url)
        for url in ("https://oldoak.example/", "https://elm.example/")
    ]
    other = "https://elm.example/cars/9"
    await upserts.store_inventory(conn, elm, "dealer", [entry(other)])
    own = vehicle(vin=VIN, mileage=41000, mileage_unit="mi")
    await see(conn, DEALER, own, organisation=oak, photos=("oak",))
    before = [await table(conn, "vehicles"), await table(conn, "vehicle_images")]
    wrong = vehicle(vin=VIN, year=1972, make="Brennan", engine="V8")
    await see(conn, other, wrong, organisation=elm, photos=("elm",))
    right = vehicle(vin=OTHER_VIN, year=1972, make="Brennan", engine="V8")
    await see(conn, other, right, organisation=elm, photos=("elm",))
    (mine, theirs) = await table(conn, "vehicles")
    assert {**mine, "updated_at": None} == {**before[0][0], "updated_at": None}
    assert (theirs["vin"], theirs["make"], theirs["engine"]) == (OTHER_VIN, "Brennan", "V8")
    photos = await table(conn, "vehicle_images")
    assert [p["vehicle_id"] for p in photos] == [mine["id"], theirs["id"]]
    links = await table(conn, "organization_vehicles", order="organization_id")
    assert [(r["organization_id"], r["vehicle_id"]) for r in links] == [
        (oak, mine["id"]),
        (elm, theirs["id"]),
    ]
    (shown,) = await table(conn, "dealer_inventory")
    assert shown["vehicle_id"] == theirs["id"]
