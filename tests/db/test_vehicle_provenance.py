"""One car of several pages: each field in the words of the best page that states it, by name."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from crawler.items import Vehicle
from db import upserts
from tests.db.queue_rows import table
from tests.db.sightings import OTHER_VIN, VIN, listing, see, vehicle

DEALER, SHOW, LOT = (
    "https://oldoak.example/cars/1",
    "https://show.example/veh/9",
    "https://lots.example/listing/falk-7/",
)
SOURCE = {DEALER: "dealer", SHOW: "classic_com", LOT: "bringatrailer"}
ORDERS = pytest.mark.parametrize(
    "order", list(permutations(SOURCE)), ids=lambda o: "-".join(SOURCE[u] for u in o)
)
NUMBERS = pytest.mark.parametrize("number", [{"vin": VIN}, {"chassis_number": "0417"}], ids=str)


async def read(conn: AsyncConnection, url: str, car: Vehicle, **said: Any) -> None:
    await see(conn, url, car, source=SOURCE[url], **said)


async def cars(conn: AsyncConnection) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """Each vehicle's fields that are stated, and the page that said each."""
    pages = {r["id"]: r["url"] for r in await table(conn, "listings")}
    kept = []
    for row in await table(conn, "vehicles"):
        fields = {
            name: value
            for name, value in row.items()
            if value is not None and name not in ("id", "created_at", "updated_at", "said_by")
        }
        kept.append((fields, {name: pages[number] for name, number in row["said_by"].items()}))
    return kept


@ORDERS
@NUMBERS
async def test_three_pages_of_a_car_are_one_vehicle_whatever_the_order(
    conn: AsyncConnection, number: dict[str, str], order: tuple[str, ...]
) -> None:
    pages = {
        LOT: vehicle(**number, model="Comet Roadster", engine="2.4-liter six"),
        DEALER: vehicle(**number, model="COMET!!", trim="GT", engine="V6", mileage=41000,
                        mileage_unit="mi", exterior_color="Fern Green"),
        SHOW: vehicle(**number, model="Comet", mileage=41500, mileage_unit="mi",
                      exterior_color="Green", interior_color="Tan", description="As new."),
    }  # fmt: skip
    for url in order:
        await read(conn, url, pages[url])
    assert len(await table(conn, "listings")) == 3
    name = next(iter(number))
    assert await cars(conn) == [
        (
            {
                "year": 1965,
                "make": "Falk",
                "model": "Comet Roadster",
                "mileage": 41000,
                "mileage_unit": "mi",
                "engine": "2.4-liter six",
                "exterior_color": "Fern Green",
                "interior_color": "Tan",
                "description": "As new.",
                **number,
            },
            {
                name: LOT,
                "year": LOT,
                "make": LOT,
                "model": LOT,
                "engine": LOT,
                "mileage": DEALER,
                "mileage_unit": DEALER,
                "exterior_color": DEALER,
                "interior_color": SHOW,
                "description": SHOW,
            },
        )
    ]


@ORDERS
async def test_equal_titles_prices_and_places_join_nothing(
    conn: AsyncConnection, order: tuple[str, ...]
) -> None:
    for url in order:
        await read(conn, url, vehicle(), asking_price=48500, location="Elmton, CA")
    assert len(await cars(conn)) == 3


async def test_a_vehicle_of_one_page_is_said_by_it(conn: AsyncConnection) -> None:
    await read(conn, DEALER, vehicle(engine="V6", mileage=10, mileage_text="10 Miles"))
    ((fields, said_by),) = await cars(conn)
    assert said_by == dict.fromkeys(fields, DEALER)
    assert "mileage_text" in said_by
    assert "trim" not in said_by


async def test_a_field_follows_the_words_of_the_better_page(conn: AsyncConnection) -> None:
    await read(conn, DEALER, vehicle(vin=VIN, engine="V6"))
    await read(conn, LOT, vehicle(vin=VIN))
    ((fields, said_by),) = await cars(conn)
    assert (fields["engine"], said_by["engine"]) == ("V6", DEALER)
    await read(conn, LOT, vehicle(vin=VIN, engine="2.4-liter six"))
    ((fields, said_by),) = await cars(conn)
    assert (fields["engine"], said_by["engine"]) == ("2.4-liter six", LOT)
    await read(conn, LOT, vehicle(vin=VIN))
    ((fields, said_by),) = await cars(conn)
    assert (fields["engine"], said_by["engine"]) == ("V6", DEALER)
    await read(conn, DEALER, vehicle(vin=VIN))
    ((fields, said_by),) = await cars(conn)
    assert "engine" not in fields | said_by


async def test_the_same_words_of_a_better_page_are_said_by_that_one(conn: AsyncConnection) -> None:
    for url in (SHOW, DEALER, LOT):
        await read(conn, url, vehicle(vin=VIN))
        ((_, said_by),) = await cars(conn)
        assert set(said_by.values()) == {url}


async def test_a_page_read_again_leaves_the_vehicle_as_it_is(conn: AsyncConnection) -> None:
    for _ in range(2):
        await read(conn, LOT, vehicle(vin=VIN))
        await read(conn, DEALER, vehicle(vin=VIN, engine="V6"))
        (kept,) = await table(conn, "vehicles")
        await conn.exec_driver_sql("UPDATE vehicles SET updated_at = '2026-01-01Z'")
    assert kept["updated_at"].month == 1


async def test_of_two_auctions_the_later_one_says_the_mileage(conn: AsyncConnection) -> None:
    now = datetime.now(UTC)
    for url, miles, published_at in (
        (LOT, 43000, now),
        (LOT + "2/", 41000, now - timedelta(days=400)),
    ):
        car = vehicle(vin=VIN, mileage=miles, mileage_unit="mi")
        await see(conn, url, car, source="bringatrailer", published_at=published_at)
    ((fields, said_by),) = await cars(conn)
    assert (fields["mileage"], said_by["mileage"]) == (43000, LOT)


async def test_a_page_that_turns_to_another_car_takes_its_words_along(
    conn: AsyncConnection,
) -> None:
    await read(conn, DEALER, vehicle(vin=VIN, engine="V6", interior_color="Tan"))
    await read(conn, SHOW, vehicle(vin=VIN, engine="Six"))
    await read(conn, DEALER, vehicle(vin=OTHER_VIN, engine="V6"))
    (stays, stays_by), (moved, moved_by) = await cars(conn)
    assert (stays["vin"], stays["engine"], set(stays_by.values())) == (VIN, "Six", {SHOW})
    assert "interior_color" not in stays | stays_by
    assert (moved["vin"], set(moved_by.values())) == (OTHER_VIN, {DEALER})


async def test_a_number_that_appears_later_brings_the_words_together(conn: AsyncConnection) -> None:
    await read(conn, LOT, vehicle(vin=VIN))
    await read(conn, DEALER, vehicle(engine="V6"))
    assert len(await cars(conn)) == 2
    await read(conn, DEALER, vehicle(vin=VIN, engine="V6"))
    ((fields, said_by),) = await cars(conn)
    assert (said_by["vin"], fields["engine"], said_by["engine"]) == (LOT, "V6", DEALER)


@NUMBERS
async def test_workers_that_read_at_once_agree(engine: AsyncEngine, number: dict[str, str]) -> None:
    async def one(url: str) -> None:
        async with engine.begin() as conn:
            await read(conn, url, vehicle(**number, engine=SOURCE[url]))
            await asyncio.sleep(0.02)

    await asyncio.gather(*map(one, (SHOW, DEALER, LOT)))
    async with engine.begin() as conn:
        ((fields, said_by),) = await cars(conn)
        assert fields["engine"] == "bringatrailer"
        assert set(said_by.values()) == {LOT}


async def test_an_older_page_says_nothing(conn: AsyncConnection) -> None:
    now = datetime.now(UTC)
    await read(conn, DEALER, vehicle(vin=VIN, engine="V6"), seen_at=now)
    await read(conn, SHOW, vehicle(vin=VIN), seen_at=now)
    older = await upserts.store_listing(
        conn, listing(DEALER), vehicle(vin=VIN, engine="V8"), None, seen_at=now - timedelta(hours=1)
    )
    assert older is None
    ((fields, said_by),) = await cars(conn)
    assert (fields["engine"], said_by["engine"]) == ("V6", DEALER)
