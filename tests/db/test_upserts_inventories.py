"""Inventories: what lists and sitemaps say of their entries, and what pages add."""

from datetime import timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import upserts
from db.upserts import InventoryChanges, Stored
from tests.db.dealer_lists import CARS, LAST_WEEK, dealer_of, entry, place, row, statuses, store
from tests.db.queue_rows import table
from tests.db.sightings import VIN, listing, see, vehicle

# What lists say


async def test_all_that_an_entry_states_is_stored(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    said = {"vin": VIN, "vin_text": f"VIN {VIN}", "modified_at": LAST_WEEK}
    changes = await upserts.store_inventory(conn, dealer, "classic_com", [entry(CARS[0], **said)])
    assert changes == InventoryChanges(frozenset(CARS[:1]), frozenset(), Stored(inserted=1))
    kept = await row(conn)
    assert {name: kept[name] for name in said} == said
    assert (kept["source"], kept["status"], kept["missed"]) == ("classic_com", "for_sale", 0)
    assert (kept["mileage"], kept["mileage_unit"]) == (41000, "mi")
    assert (kept["asking_price"], kept["currency"]) == (Decimal(48500), "USD")
    assert (kept["title"], kept["stock_number"]) == ("1965 Falk Comet Roadster", "F-17")


async def test_the_same_list_again_changes_nothing_but_when_it_was_seen(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, entry(CARS[0], modified_at=LAST_WEEK))
    before = dict(await row(conn))
    # The same price and the same moment, written otherwise.
    later = LAST_WEEK.astimezone(timezone(timedelta(hours=-8)))
    same = entry(CARS[0], modified_at=later, asking_price=Decimal("48500.00"))
    changes = await store(conn, dealer, same)
    assert changes == InventoryChanges(frozenset(), frozenset(), Stored(unchanged=1))
    after = dict(await row(conn))
    assert after.pop("last_seen_at") > before.pop("last_seen_at")
    assert after == before


@pytest.mark.parametrize(
    "said",
    [
        {"title": "1965 Falk Comet"},
        {"status": "sold"},
        {"asking_price": Decimal(45000)},
        {"currency": "EUR"},
        {"asking_price": None, "currency": None},
        {"stock_number": None},
        {"vin": VIN},
        {"vin_text": "0418"},
        {"mileage": 41100},
        {"mileage_unit": "km"},
        {"modified_at": LAST_WEEK},
    ],
    ids=str,
)
async def test_an_entry_that_says_anything_else_changed(
    conn: AsyncConnection, said: dict[str, Any]
) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, entry(CARS[0]), entry(CARS[1]))
    before = await row(conn)
    changes = await store(conn, dealer, entry(CARS[0], **said), entry(CARS[1]))
    assert changes.changed == {CARS[0]}
    assert changes.stored == Stored(updated=1, unchanged=1)
    after = await row(conn)
    assert {name: after[name] for name in said} == said
    assert after["updated_at"] > before["updated_at"]
    assert (await store(conn, dealer, entry(CARS[0], **said))).changed == frozenset()


async def test_a_sold_entry_keeps_the_price_last_asked(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, entry(CARS[0]), entry(CARS[1]))
    sold = {"status": "sold", "asking_price": None, "currency": None}
    await store(conn, dealer, entry(CARS[0], **sold))
    await store(conn, dealer, entry(CARS[1], status="sold", asking_price=Decimal(9), currency=None))
    kept = await row(conn)
    assert (kept["status"], kept["asking_price"], kept["currency"]) == ("sold", 48500, "USD")
    other = await row(conn, CARS[1])
    assert (other["asking_price"], other["currency"]) == (9, None), "one price in one currency"


async def test_the_first_of_two_equal_entries_of_a_page_counts(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    changes = await store(conn, dealer, entry(CARS[0]), entry(CARS[0], title="1965 Falk"))
    assert changes.stored == Stored(inserted=1)
    assert (await row(conn))["title"] == "1965 Falk Comet Roadster"
    assert (await store(conn, dealer)).stored == Stored()


async def test_two_organisations_inventories_are_apart(conn: AsyncConnection) -> None:
    oak, elm = await dealer_of(conn), await dealer_of(conn, "https://elm.example/")
    await store(conn, oak, entry(CARS[0]))
    changes = await store(conn, elm, entry(CARS[0], asking_price=None, currency=None))
    assert changes.new == {CARS[0]}
    prices = [r["asking_price"] for r in await table(conn, "dealer_inventory")]
    assert prices == [48500, None]


async def test_a_second_page_in_one_transaction_tells_its_own_changes(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        dealer = await dealer_of(conn)
        await store(conn, dealer, entry(CARS[0]))
        await store(conn, dealer, entry(CARS[0], mileage=1))
        assert (await store(conn, dealer, entry(CARS[0], mileage=1))).changed == frozenset()


async def test_a_row_of_an_older_version_changed_only_if_it_says_otherwise(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, *map(entry, CARS[:3]))
    await conn.exec_driver_sql("""
        UPDATE dealer_inventory SET entry_digest = NULL, vin_text = NULL, updated_at = '2026-01-01Z'
    """)
    said = [
        entry(CARS[0], modified_at=LAST_WEEK),
        entry(CARS[1], title="1965 Falk"),
        entry(CARS[2], mileage=41100),
    ]
    assert (await store(conn, dealer, *said)).changed == frozenset(CARS[1:3])
    kept = await row(conn)
    assert (kept["vin_text"], kept["updated_at"].month) == ("0417", 1)
    changes = await store(conn, dealer, entry(CARS[0], modified_at=LAST_WEEK, mileage=41001))
    assert changes.changed == {CARS[0]}, "its digest was kept"


# Sitemaps


async def test_an_entry_of_a_sitemap_leaves_what_is_known(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, entry(CARS[0], vin=VIN))
    before = dict(await row(conn))
    changes = await store(conn, dealer, place(CARS[0]), place(CARS[1]))
    assert (changes.new, changes.changed) == (frozenset(CARS[1:2]), frozenset())
    after = dict(await row(conn))
    del before["last_seen_at"], after["last_seen_at"]
    assert after == before
    unread = await row(conn, CARS[1])
    assert (unread["status"], unread["title"], unread["asking_price"]) == (None, None, None)


async def test_an_entry_of_a_sitemap_changed_if_its_time_did(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, place(CARS[0], LAST_WEEK), place(CARS[1]))
    assert (await store(conn, dealer, place(CARS[0], LAST_WEEK))).changed == frozenset()
    today = LAST_WEEK + timedelta(days=7)
    changes = await store(conn, dealer, place(CARS[0], today), place(CARS[1], today))
    assert changes.changed == {CARS[0]}, "a time stated for the first time is no change"
    assert (await store(conn, dealer, place(CARS[0]))).changed == frozenset()
    assert (await row(conn))["modified_at"] == today


async def test_a_list_and_a_sitemap_of_one_walk_do_not_take_turns(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, entry(CARS[0]))
    await store(conn, dealer, place(CARS[0], LAST_WEEK))
    for one in (entry(CARS[0]), place(CARS[0], LAST_WEEK)) * 2:
        assert (await store(conn, dealer, one)).changed == frozenset()


# What pages add


async def test_a_page_tells_what_a_sitemap_did_not(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, place(CARS[0]))
    stored = await see(
        conn, CARS[0], vehicle(vin=VIN), organisation=dealer, status="sold", stock_number="F-17"
    )
    kept = await row(conn)
    assert (kept["status"], kept["title"]) == ("sold", "1965 Falk Comet Roadster")
    assert (kept["asking_price"], kept["currency"]) == (48500, "USD")
    assert (kept["stock_number"], kept["vehicle_id"]) == ("F-17", stored.vehicle_id)


async def test_what_only_the_page_tells_follows_the_page(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, place(CARS[0]))
    car = vehicle(vin=VIN)
    await see(conn, CARS[0], car, organisation=dealer)
    await see(conn, CARS[0], car, organisation=dealer, asking_price=Decimal(45000))
    assert (await row(conn))["asking_price"] == 45000
    await see(conn, CARS[0], car, organisation=dealer, asking_price=None, currency=None)
    assert (await row(conn))["asking_price"] is None, "it is not asked any more"
    await see(conn, CARS[0], car, organisation=dealer)
    sold: dict[str, Any] = {"status": "sold", "asking_price": None, "currency": None}
    await see(conn, CARS[0], car, organisation=dealer, **sold)
    kept = await row(conn)
    assert (kept["asking_price"], kept["currency"]) == (48500, "USD")


async def test_a_page_fills_what_its_list_left_open_and_no_more(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    bare = entry(CARS[0], title="Falk Comet", asking_price=None, currency=None, stock_number=None)
    full = entry(CARS[1], title="Falk Comet")
    await store(conn, dealer, bare, full)
    said: dict[str, Any] = {"asking_price": 45000, "currency": "EUR", "stock_number": "9"}
    for url in CARS[:2]:
        await see(conn, url, vehicle(vin=VIN), organisation=dealer, **said)
    first, second = await row(conn, CARS[0]), await row(conn, CARS[1])
    assert (first["title"], first["stock_number"]) == ("Falk Comet", "9")
    assert (first["asking_price"], first["currency"]) == (45000, "EUR")
    assert (second["title"], second["stock_number"]) == ("Falk Comet", "F-17")
    assert (second["asking_price"], second["currency"]) == (48500, "USD")
    assert (await store(conn, dealer, bare, full)).changed == frozenset()
    assert await row(conn, CARS[0]) == {**first, "last_seen_at": (await row(conn))["last_seen_at"]}


async def test_a_list_that_says_the_same_does_not_take_back_what_the_page_says(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, entry(CARS[0]))
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer, status="sold")
    assert (await store(conn, dealer, entry(CARS[0]))).changed == frozenset()
    assert (await row(conn))["status"] == "sold"
    await store(conn, dealer, entry(CARS[0], asking_price=Decimal(1)))
    assert (await row(conn))["status"] == "for_sale"


async def test_a_page_read_again_does_not_touch_its_row(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, entry(CARS[0]))
    for _ in range(2):
        await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer)
        kept = await row(conn)
        await conn.exec_driver_sql("UPDATE dealer_inventory SET updated_at = '2026-01-01Z'")
    assert kept["updated_at"].month == 1


async def test_an_organisations_vehicle_has_the_status_of_its_page(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, entry(CARS[0]))
    stored = await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer)
    again = await upserts.link_vehicle(conn, dealer, listing(CARS[0]), stored.vehicle_id)
    page = listing(CARS[0], status="sold")
    sold = await upserts.link_vehicle(conn, dealer, page, stored.vehicle_id)
    assert (again, sold) == (Stored(unchanged=1), Stored(updated=1))
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["sold"]


async def test_what_is_no_vehicle_has_a_status_and_no_link(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await store(conn, dealer, place(CARS[0]))
    page = listing(CARS[0], title="Neon sign, 1950s")
    assert await upserts.link_vehicle(conn, dealer, page, None) == Stored()
    kept = await row(conn)
    assert (kept["title"], kept["status"], kept["vehicle_id"]) == (page.title, "for_sale", None)
    assert await table(conn, "organization_vehicles", order="vehicle_id") == []


async def test_a_listing_that_no_list_shows_makes_no_entry(conn: AsyncConnection) -> None:
    dealer, elm = await dealer_of(conn), await dealer_of(conn, "https://elm.example/")
    await store(conn, elm, place(CARS[0]))
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer)
    (kept,) = await table(conn, "dealer_inventory")
    assert (kept["organization_id"], kept["title"]) == (elm, None)


async def test_a_price_that_only_the_page_tells_follows_the_page(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    unpriced = entry(CARS[0], asking_price=None, currency=None)
    await store(conn, dealer, unpriced)
    for price, currency in ((48500, "USD"), (45000, "USD"), (None, None), (41000, "EUR")):
        said: dict[str, Any] = {"asking_price": price, "currency": currency}
        await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer, **said)
        await store(conn, dealer, unpriced)
        kept = await row(conn)
        assert (kept["asking_price"], kept["currency"]) == (price, currency)
    sold: dict[str, Any] = {"status": "sold", "asking_price": None, "currency": None}
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer, **sold)
    assert (await row(conn))["asking_price"] == 41000, "the price last asked"


async def test_an_old_sale_takes_back_nothing_of_what_is_offered_again(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    await see(conn, CARS[1], vehicle(vin=VIN), organisation=dealer)
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer, status="sold")
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["for_sale"]
    await see(conn, CARS[1], vehicle(vin=VIN), organisation=dealer, status="sold")
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["sold"]


async def test_a_sale_on_the_dealers_own_page_is_not_taken_back_by_another_site(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    show = "https://show.example/veh/9"
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer, status="sold")
    await see(conn, show, vehicle(vin=VIN), organisation=dealer, source="classic_com")
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["sold"]
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer)
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["for_sale"]
