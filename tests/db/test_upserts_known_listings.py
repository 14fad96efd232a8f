"""Listings an organisation is known by: its auctions, and pages that no list leads to."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import upserts
from tests.db.dealer_lists import CARS, LAST_WEEK, dealer_of, entry, statuses, store
from tests.db.queue_rows import table
from tests.db.sightings import OTHER_VIN, VIN, everything, listing, lot, see, vehicle

LOTS = [f"https://bringatrailer.com/listing/falk-{n}/" for n in range(3)]
MEMBER = "https://bringatrailer.com/member/oldoak/"
DAY = timedelta(days=1)


async def member(conn: AsyncConnection, username: str | None = "oldoak") -> int:
    dealer = await dealer_of(conn)
    await conn.execute(
        text("UPDATE businesses SET bat_username = :name WHERE id = :id"),
        {"name": username, "id": dealer},
    )
    return dealer


async def auction(conn: AsyncConnection, number: int, car: Any, **said: Any) -> None:
    """A lot's page was read."""
    words: dict[str, Any] = {"status": "live", "seller_url": MEMBER} | said
    seen_at = datetime.now(UTC)
    page = listing(LOTS[number], source="bringatrailer", status=words["status"])
    stored = await upserts.store_listing(conn, page, car, None, seen_at=seen_at)
    assert stored is not None
    shown = lot(url=LOTS[number], bat_id=number, **words)
    await upserts.store_lot(conn, stored.id, shown, read_at=seen_at)


async def owners(conn: AsyncConnection) -> list[int | None]:
    return [r["organization_id"] for r in await table(conn, "listings", order="url")]


async def test_lots_of_an_organisations_member_page_are_its_own(conn: AsyncConnection) -> None:
    dealer = await member(conn)
    await auction(conn, 0, vehicle(vin=VIN), status="sold")
    await auction(conn, 1, None, title="Neon sign, 1950s")
    await auction(conn, 2, vehicle(vin=OTHER_VIN), seller_url=MEMBER.replace("oldoak", "oldoaks"))
    assert await upserts.adopt_bat_lots(conn, dealer) == 2
    assert await owners(conn) == [dealer, dealer, None]
    listed = await table(conn, "dealer_inventory", order="listing_url")
    assert [r["listing_url"] for r in listed] == LOTS[:2]
    assert {(r["organization_id"], r["source"]) for r in listed} == {(dealer, "bringatrailer")}
    assert [r["status"] for r in listed] == ["sold", "live"]
    assert [r["title"] for r in listed] == ["1965 Falk Comet Roadster", "Neon sign, 1950s"]
    (car,) = await table(conn, "organization_vehicles", order="vehicle_id")
    assert (car["organization_id"], car["status"]) == (dealer, "sold")
    assert [r["vehicle_id"] for r in listed] == [car["vehicle_id"], None]


async def test_lots_are_adopted_once(conn: AsyncConnection) -> None:
    dealer = await member(conn)
    await auction(conn, 0, vehicle(vin=VIN), status="sold")
    await upserts.adopt_bat_lots(conn, dealer)
    before = await everything(conn)
    assert await upserts.adopt_bat_lots(conn, dealer) == 0
    assert await everything(conn) == before


async def test_a_member_page_is_the_same_in_any_case(conn: AsyncConnection) -> None:
    dealer = await member(conn, "OldOak")
    await auction(conn, 0, vehicle(vin=VIN), seller_url=MEMBER.replace("oldoak", "OLDoak"))
    assert await upserts.adopt_bat_lots(conn, dealer) == 1


async def test_an_organisation_without_a_member_page_has_no_lots(conn: AsyncConnection) -> None:
    dealer = await member(conn, None)
    await auction(conn, 0, vehicle(vin=VIN))
    await auction(conn, 1, vehicle(vin=OTHER_VIN), seller_url=None, seller_username="oldoak")
    assert await upserts.adopt_bat_lots(conn, dealer) == 0
    assert await owners(conn) == [None, None]
    assert await table(conn, "dealer_inventory") == []


async def test_a_listing_of_another_organisation_stays_its_own(conn: AsyncConnection) -> None:
    dealer, elm = await member(conn), await dealer_of(conn, "https://elm.example/")
    await auction(conn, 0, vehicle(vin=VIN))
    await conn.execute(text("UPDATE listings SET organization_id = :id"), {"id": elm})
    await upserts.adopt_bat_lots(conn, dealer)
    assert await owners(conn) == [elm]


async def test_an_adopted_auction_that_ended_is_told_at_the_next_look(
    conn: AsyncConnection,
) -> None:
    dealer = await member(conn)
    await auction(conn, 0, vehicle(vin=VIN))
    await upserts.adopt_bat_lots(conn, dealer)
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["live"]
    await upserts.end_lot(conn, LOTS[0])
    assert await upserts.adopt_bat_lots(conn, dealer) == 0
    assert await statuses(conn, "dealer_inventory") == ["ended"]
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["ended"]


async def test_a_car_auctioned_twice_has_the_state_of_its_last_auction(
    conn: AsyncConnection,
) -> None:
    dealer = await member(conn)
    await auction(conn, 1, vehicle(vin=VIN), status="sold", started_at=LAST_WEEK)
    earlier = LAST_WEEK - 30 * DAY
    await auction(conn, 0, vehicle(vin=VIN), status="reserve_not_met", started_at=earlier)
    await upserts.adopt_bat_lots(conn, dealer)
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["sold"]


async def test_an_old_auction_takes_back_nothing_of_what_a_dealer_offers(
    conn: AsyncConnection,
) -> None:
    dealer = await member(conn)
    await auction(conn, 0, vehicle(vin=VIN), status="sold")
    await store(conn, dealer, entry(CARS[0]))
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer)
    await upserts.adopt_bat_lots(conn, dealer)
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["for_sale"]


async def known(conn: AsyncConnection, dealer: int, **said: Any) -> list[str]:
    words: dict[str, Any] = {"sources_walked": (), "older_than": DAY, "since": datetime.now(UTC)}
    return await upserts.known_listings(conn, dealer, **(words | said))


async def test_listings_that_no_list_shows_are_read_by_themselves(conn: AsyncConnection) -> None:
    dealer, elm = await dealer_of(conn), await dealer_of(conn, "https://elm.example/")
    old = datetime.now(UTC) - 3 * DAY
    await see(conn, CARS[0], vehicle(), organisation=dealer, seen_at=old)
    await see(conn, CARS[1], vehicle(), organisation=dealer, seen_at=old - DAY)
    await see(conn, CARS[2], vehicle(), organisation=dealer)
    await see(conn, CARS[3], vehicle(), organisation=dealer, seen_at=old, status="sold")
    await see(conn, CARS[4], vehicle(), organisation=elm, seen_at=old)
    await see(conn, LOTS[0], None, organisation=dealer, seen_at=old, source="bringatrailer")
    assert await known(conn, dealer) == [CARS[1], CARS[0]], "the oldest first"
    assert await known(conn, dealer, older_than=3.5 * DAY) == [CARS[1]]


async def test_listings_that_a_walk_tells_of_are_left_to_it(conn: AsyncConnection) -> None:
    dealer, elm = await dealer_of(conn), await dealer_of(conn, "https://elm.example/")
    began, old = datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC) - 3 * DAY
    await store(conn, dealer, entry(CARS[0]))
    await upserts.store_inventory(conn, dealer, "classic_com", [entry(CARS[1])])
    await store(conn, elm, entry(CARS[2]))
    for url in CARS[:3]:
        await see(conn, url, vehicle(), organisation=dealer, seen_at=old)
    assert await known(conn, dealer, since=began) == [CARS[2]], "the others were seen since"
    assert await known(conn, dealer) == CARS[:3]
    assert await known(conn, dealer, sources_walked=["dealer"]) == CARS[:3], "it showed nothing"
    now = datetime.now(UTC)
    await store(conn, dealer, entry(CARS[4], status="sold"))
    assert await known(conn, dealer, sources_walked=["dealer"], since=now) == CARS[:3]
    await store(conn, dealer, entry(CARS[5]))
    assert await known(conn, dealer, sources_walked=["dealer"], since=now) == CARS[1:3]


async def test_stale_pages_are_told_unless_their_cars_are_gone(conn: AsyncConnection) -> None:
    old = datetime.now(UTC) - 3 * DAY
    words = ["for_sale", "sold", "removed", "withdrawn"]
    for url, status in zip(CARS, words, strict=False):
        await see(conn, url, None, status=status, seen_at=old)
    await see(conn, CARS[4], None)
    assert await upserts.stale_listings(conn, CARS, older_than=DAY) == [CARS[0], CARS[3]]
    assert await upserts.stale_listings(conn, CARS, older_than=4 * DAY) == []
    assert await upserts.stale_listings(conn, CARS[3:], older_than=DAY) == [CARS[3]]
    assert await upserts.stale_listings(conn, [], older_than=DAY) == []
