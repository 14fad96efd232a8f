"""Listings: what changes when a page is read again, and what stays."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db import upserts
from db.upserts import Stored
from tests.db.dealer_lists import entry
from tests.db.queue_rows import table
from tests.db.sightings import OTHER_VIN, VIN, everything, images, listing, see, vehicle

URL = "https://oldoak.example/cars/1"


async def test_a_page_read_twice_changes_nothing_but_when_it_was_seen(
    conn: AsyncConnection,
) -> None:
    dealer = await upserts.business_of_website(conn, "https://oldoak.example/")
    car = vehicle(
        vin=VIN, vin_text=VIN, mileage=41000, mileage_unit="mi", description="“Ünïcode” 車"
    )
    await upserts.store_inventory(conn, dealer, "dealer", [entry(URL)])
    first = await see(conn, URL, car, organisation=dealer, photos=("front", "rear"))
    before, seen = await everything(conn), (await table(conn, "listings"))[0]["last_seen_at"]
    await upserts.store_inventory(conn, dealer, "dealer", [entry(URL)])
    second = await see(conn, URL, car, organisation=dealer, photos=("front", "rear"))
    assert await everything(conn) == before
    assert (await table(conn, "listings"))[0]["last_seen_at"] > seen
    assert (first.id, first.vehicle_id) == (second.id, second.vehicle_id)
    assert (first.stored, first.vehicle_stored) == (Stored(inserted=1), Stored(inserted=1))
    assert (second.stored, second.vehicle_stored) == (Stored(unchanged=1), Stored(unchanged=1))


async def test_a_changed_price_is_written(conn: AsyncConnection) -> None:
    await see(conn, URL, vehicle(vin=VIN))
    (before,) = await table(conn, "listings")
    again = await see(conn, URL, vehicle(vin=VIN), asking_price=Decimal(45000))
    (after,) = await table(conn, "listings")
    assert (before["asking_price"], after["asking_price"]) == (Decimal(48500), Decimal(45000))
    assert after["updated_at"] > before["updated_at"]
    assert again.stored == Stored(updated=1)
    assert again.vehicle_stored == Stored(unchanged=1)


async def test_a_price_that_is_no_longer_asked_goes_while_the_car_is_for_sale(
    conn: AsyncConnection,
) -> None:
    await see(conn, URL, vehicle(vin=VIN))
    await see(conn, URL, vehicle(vin=VIN), asking_price=None, currency=None)
    (kept,) = await table(conn, "listings")
    assert (kept["asking_price"], kept["currency"]) == (None, None)


async def test_a_sold_car_keeps_the_price_last_asked(conn: AsyncConnection) -> None:
    await see(conn, URL, vehicle(vin=VIN))
    await see(conn, URL, vehicle(vin=VIN), status="sold", asking_price=None, currency=None)
    (kept,) = await table(conn, "listings")
    assert (kept["status"], kept["asking_price"], kept["currency"]) == (
        "sold",
        Decimal(48500),
        "USD",
    )
    assert kept["sale_price"] is None


async def test_the_listing_that_a_page_was_made_from_is_kept(conn: AsyncConnection) -> None:
    show, lot = "https://show.example/veh/9", "https://lots.example/listing/falk-7/"
    for source_url in (lot, URL, None):
        await see(conn, show, vehicle(vin=VIN), source="classic_com", source_url=source_url)
        (kept,) = await table(conn, "listings")
        assert kept["source_url"] == source_url


async def test_what_is_no_vehicle_is_a_listing_without_one(conn: AsyncConnection) -> None:
    stored = await see(conn, URL, None, title="Neon sign, 1950s")
    assert (stored.vehicle_id, stored.vehicle_stored) == (None, Stored())
    assert await table(conn, "vehicles") == []


async def test_an_organisation_once_known_stays(conn: AsyncConnection) -> None:
    dealer = await upserts.business_of_website(conn, "https://oldoak.example/")
    await see(conn, URL, vehicle(vin=VIN), organisation=dealer)
    by_hand = await see(conn, URL, vehicle(vin=VIN))
    assert by_hand.organization_id == dealer


@pytest.mark.parametrize(
    ("status", "after"),
    [("for_sale", "removed"), ("live", "removed"), ("sold", "sold"), ("withdrawn", "withdrawn"),
     ("reserve_not_met", "reserve_not_met"), ("removed", "removed")],
)  # fmt: skip
async def test_a_page_that_is_gone_is_marked_unless_its_car_was_sold(
    conn: AsyncConnection, status: str, after: str
) -> None:
    await see(conn, URL, vehicle(vin=VIN), status=status)
    await see(conn, "https://oldoak.example/cars/2", vehicle(vin=OTHER_VIN))
    stored = await upserts.mark_removed(conn, URL)
    assert [r["status"] for r in await table(conn, "listings")] == [after, "for_sale"]
    assert stored.updated == int(status != after)


async def test_a_status_of_no_known_word_is_refused(conn: AsyncConnection) -> None:
    with pytest.raises(DBAPIError, match="listings_status_check"):
        await see(conn, URL, vehicle(vin=VIN), status="pending sale")


async def test_a_photo_is_one_row_a_vehicle_however_often_it_is_shown(
    conn: AsyncConnection,
) -> None:
    await see(conn, URL, vehicle(vin=VIN), photos=("front", "rear"))
    await see(conn, "https://show.example/9", vehicle(vin=VIN), photos=("rear", "engine"))
    kept = {r["url"].split("/")[-1]: r["position"] for r in await table(conn, "vehicle_images")}
    assert kept == {"front.jpg": 1, "rear.jpg": 2, "engine.jpg": 2}


async def test_a_photo_that_moved_gets_its_new_position(conn: AsyncConnection) -> None:
    stored = await see(conn, URL, vehicle(vin=VIN), photos=("front", "rear"))
    stored = await see(conn, URL, vehicle(vin=VIN))
    moved = await upserts.store_images(conn, stored, images("rear", "front", "trunk"))
    assert moved == Stored(inserted=1, updated=2)
    rows = await table(conn, "vehicle_images", order="position")
    assert [r["url"].split("/")[-1] for r in rows] == ["rear.jpg", "front.jpg", "trunk.jpg"]


async def test_an_unchanged_gallery_is_not_written(conn: AsyncConnection) -> None:
    await see(conn, URL, vehicle(vin=VIN), photos=("front", "rear"))
    # Were it sent again, the row changed here would be put right.
    await conn.exec_driver_sql("UPDATE vehicle_images SET position = 9")
    stored = await see(conn, URL, vehicle(vin=VIN))
    again = await upserts.store_images(conn, stored, images("front", "rear"))
    assert again == Stored(unchanged=2)
    assert [r["position"] for r in await table(conn, "vehicle_images")] == [9, 9]


async def test_a_gallery_that_shows_a_photo_twice_is_stored(conn: AsyncConnection) -> None:
    await see(conn, URL, vehicle(vin=VIN), photos=("front", "rear", "front"))
    rows = await table(conn, "vehicle_images", order="position")
    assert [r["url"].split("/")[-1] for r in rows] == ["front.jpg", "rear.jpg"]


async def test_a_page_asked_for_before_the_stored_one_changes_nothing(
    conn: AsyncConnection,
) -> None:
    now = datetime.now(UTC)
    await see(conn, URL, vehicle(vin=VIN), status="sold", seen_at=now, photos=("front",))
    before = await everything(conn)
    page, earlier = listing(URL, status="live"), now - timedelta(seconds=1)
    car = vehicle(vin=OTHER_VIN)
    assert await upserts.store_listing(conn, page, car, None, seen_at=earlier) is None
    assert await everything(conn) == before


async def test_photos_of_what_is_no_vehicle_are_kept_with_the_listing(
    conn: AsyncConnection,
) -> None:
    for _ in range(2):
        await see(conn, URL, None, photos=("front", "rear"))
    rows = await table(conn, "vehicle_images", order="position")
    assert [(r["vehicle_id"], r["url"].split("/")[-1]) for r in rows] == [
        (None, "front.jpg"),
        (None, "rear.jpg"),
    ]


async def test_photos_follow_when_the_listing_turns_out_to_be_a_vehicle(
    conn: AsyncConnection,
) -> None:
    await see(conn, URL, None, photos=("front", "rear"))
    stored = await see(conn, URL, vehicle(vin=VIN), photos=("front", "rear"))
    rows = await table(conn, "vehicle_images")
    assert {r["vehicle_id"] for r in rows} == {stored.vehicle_id}
    assert len(rows) == 2


async def test_the_car_sold_again_is_one_vehicle_in_the_words_of_its_newest_lot(
    conn: AsyncConnection,
) -> None:
    """Whichever of the two is read first."""
    now = datetime.now(UTC)
    lots = [
        ("https://lots.example/old", 41000, now - timedelta(days=400)),
        ("https://lots.example/new", 43000, now),
    ]
    for order, vin in ((lots, VIN), (lots[::-1], OTHER_VIN)):
        ids = set()
        for url, miles, published in order:
            car = vehicle(vin=vin, mileage=miles, mileage_unit="mi")
            seen = await see(
                conn,
                f"{url}-{vin}",
                car,
                source="bringatrailer",
                status="sold",
                published_at=published,
            )
            ids.add(seen.vehicle_id)
        assert len(ids) == 1
        (kept,) = [row for row in await table(conn, "vehicles") if row["vin"] == vin]
        assert kept["mileage"] == 43000
