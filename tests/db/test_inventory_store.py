"""Profiles, lists and failures, stored one after the other: what is walked next, and what stands
for sale in the end."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from crawler.items import Business, InventoryEntry, ReadPage
from crawler.outcomes import BusinessRead, Failed, InventoryRead, ListingRead, Outcome, SourceWalked
from crawler.stores import store
from crawler.worker import Worker
from db import queue, upserts
from db.inventory_gaps import enqueue_gaps, inventory_gaps
from db.queue import CLASSIC_SELLER_QUEUE, IMPORT_QUEUE, INVENTORY_QUEUE, Claim, NewRow, Queue
from db.queue.claims import LEASE
from tests.db.dealer_lists import CARS, dealer_of, entry, place, statuses
from tests.db.queue_rows import table
from tests.db.sightings import VIN, listing, lot, see, vehicle

WEEK = timedelta(days=7)
WORKER = cast(Worker, SimpleNamespace(reread=None, refresh=WEEK, lease=LEASE, max_attempts=5))
OAK = "https://directory.example/s/old-oak-1/"
SITE = "https://oldoak.example/"


async def do(conn: AsyncConnection, outcome: Outcome) -> dict[str, int]:
    return await store(conn, outcome, WORKER)


async def take(conn: AsyncConnection, of: Queue, key: Any, url: str, **carried: Any) -> Claim:
    await queue.enqueue(conn, of, [NewRow(key, url, carried=carried)], again=True)
    claim = await queue.claim_row(conn, of, key, "w1")
    assert claim is not None
    return claim


async def profile(conn: AsyncConnection, **said: Any) -> None:
    claim = await take(conn, CLASSIC_SELLER_QUEUE, OAK, OAK)
    page = ReadPage(
        page="classic_profile",
        items=(Business(business_name="Old Oak Motors", profile_url=OAK, **said),),
    )
    await do(conn, BusinessRead(claim=claim, page=page, asked_at=datetime.now(UTC)))


async def night(
    conn: AsyncConnection,
    dealer: int,
    *entries: InventoryEntry,
    whole: bool = True,
    run_mode: str = "both",
) -> dict[str, int]:
    """A walk of the dealer's site that found these entries on its only page."""
    claim = await take(conn, INVENTORY_QUEUE, dealer, SITE, start_url=SITE, run_mode=run_mode)
    began = await conn.scalar(text("SELECT clock_timestamp()"))
    ended = SourceWalked(
        run_mode=run_mode,
        began=began,
        whole=whole,
        walked=("dealer",) if whole else (),
        since=began,
    )
    page = ReadPage(page="a_list", items=entries)
    return await do(
        conn,
        InventoryRead(
            claim=claim, page=page, source="dealer", reader="schema_org", cursor=None, ended=ended
        ),
    )


async def gone(conn: AsyncConnection, url: str) -> None:
    claim = await take(conn, IMPORT_QUEUE, url, url)
    asked_at = await conn.scalar(text("SELECT clock_timestamp()"))
    await do(conn, Failed(claim=claim, reason="gone", message="404", asked_at=asked_at))


async def waiting(conn: AsyncConnection) -> list[str]:
    """The listings whose pages are to be read."""
    rows = await table(conn, "import_queue", order="listing_url")
    return [r["listing_url"] for r in rows if r["status"] == "pending"]


async def all_read(conn: AsyncConnection) -> None:
    await conn.execute(
        text("UPDATE import_queue SET status = 'complete', run_at = NULL, ended_at = now()")
    )


# Businesses that are joined meanwhile


async def test_a_lot_of_a_member_that_is_joined_meanwhile_is_the_kept_ones(
    engine: AsyncEngine,
) -> None:
    member = "https://bringatrailer.com/member/oldoak/"
    async with engine.begin() as conn:
        kept = await upserts.business_of_profile(conn, OAK)
        dealer = await upserts.business_of_website(conn, SITE)
        await upserts.set_bat_username(conn, dealer, "oldoak")
        sold = lot(seller_url=member)
        claim = await take(conn, IMPORT_QUEUE, sold.url, sold.url)
    page = ReadPage(
        page="bat_lot",
        items=(listing(sold.url, source="bringatrailer", status="live"), vehicle(), sold),
    )
    async with engine.connect() as joins, engine.connect() as worker:
        both = Business(business_name="Old Oak Motors", profile_url=OAK, website=SITE)
        await upserts.store_business(joins, both)
        reading = asyncio.ensure_future(
            do(worker, ListingRead(claim=claim, page=page, asked_at=datetime.now(UTC)))
        )
        await asyncio.sleep(0.3)
        await joins.commit()
        await reading
        await worker.commit()
        for name in ("listings", "dealer_inventory"):
            assert [r["organization_id"] for r in await table(worker, name)] == [kept], name


# Where a walk begins


@pytest.mark.parametrize("website", [None, "https://www.facebook.com/oldoak"])
async def test_a_profile_that_does_not_state_the_site_does_not_end_its_walks(
    conn: AsyncConnection, website: str | None
) -> None:
    await profile(conn, website=SITE)
    await profile(conn, website=website)
    (sync,) = await table(conn, INVENTORY_QUEUE.table)
    assert (sync["start_url"], sync["host"]) == (SITE, "oldoak.example")


async def test_a_business_without_a_site_of_its_own_is_walked_on_its_profile(
    conn: AsyncConnection,
) -> None:
    await profile(conn, website="https://www.facebook.com/oldoak")
    (sync,) = await table(conn, INVENTORY_QUEUE.table)
    assert sync["start_url"] == OAK


# Pages that are gone


@pytest.mark.parametrize("said", [entry, place])
async def test_a_car_whose_page_is_gone_stands_nowhere_for_sale(
    conn: AsyncConnection, said: Any
) -> None:
    dealer = await dealer_of(conn)
    await night(conn, dealer, said(CARS[0]), said(CARS[1]))
    for n, url in enumerate(CARS[:2]):
        await see(conn, url, vehicle(chassis_number=f"041{n}"), organisation=dealer)
    await gone(conn, CARS[0])
    for name in ("dealer_inventory", "listings"):
        assert await statuses(conn, name) == ["removed", "for_sale"], name
    links = await statuses(conn, "organization_vehicles", "vehicle_id")
    assert links == ["removed", "for_sale"]


async def test_a_car_that_is_offered_elsewhere_stays_when_one_of_its_pages_is_gone(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    await night(conn, dealer, entry(CARS[0]), entry(CARS[1]))
    for url in CARS[:2]:
        await see(conn, url, vehicle(vin=VIN), organisation=dealer)
    await gone(conn, CARS[0])
    assert await statuses(conn, "dealer_inventory") == ["removed", "for_sale"]
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["for_sale"]


async def test_a_page_that_was_gone_is_looked_at_again_while_its_list_shows_it(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    await night(conn, dealer, entry(CARS[0]))
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer)
    await gone(conn, CARS[0])
    await night(conn, dealer, entry(CARS[0]))
    assert await waiting(conn) == [CARS[0]]


async def test_a_sitemaps_page_that_was_gone_is_looked_at_again_in_its_turn(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    await night(conn, dealer, place(CARS[0]))
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer)
    for _ in range(2):
        await gone(conn, CARS[0])
        await night(conn, dealer, place(CARS[0]))
        assert await waiting(conn) == []
        assert await statuses(conn, "dealer_inventory") == ["removed"]
        await conn.execute(
            text("""
                UPDATE listings SET last_seen_at = last_seen_at - interval '8 days',
                                    updated_at = updated_at - interval '8 days'
            """)
        )
        await night(conn, dealer, place(CARS[0]))
        assert await waiting(conn) == [CARS[0]]
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer)
    assert await statuses(conn, "dealer_inventory") == ["for_sale"]


async def test_what_was_sold_stays_sold_when_its_page_is_gone(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await night(conn, dealer, entry(CARS[0]))
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer, status="sold")
    await gone(conn, CARS[0])
    for name in ("dealer_inventory", "listings"):
        assert await statuses(conn, name) == ["sold"], name
    assert await statuses(conn, "organization_vehicles", "vehicle_id") == ["sold"]


# Nights


async def test_an_empty_list_leaves_its_cars_to_their_own_pages(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await night(conn, dealer, entry(CARS[0]))
    old = datetime.now(UTC) - WEEK - timedelta(hours=1)
    await see(conn, CARS[0], vehicle(vin=VIN), organisation=dealer, seen_at=old)
    await all_read(conn)
    await night(conn, dealer)
    assert await waiting(conn) == [CARS[0]]


async def test_a_list_of_sold_cars_alone_does_not_empty_the_other_list(
    conn: AsyncConnection,
) -> None:
    dealer = await dealer_of(conn)
    sold = entry(CARS[2], status="sold")
    await night(conn, dealer, entry(CARS[0]), entry(CARS[1]), sold)
    for _ in range(3):
        await night(conn, dealer, sold)
    assert await statuses(conn, "dealer_inventory") == ["for_sale", "for_sale", "sold"]


async def test_a_walk_of_the_sold_cars_misses_none_of_the_others(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await night(conn, dealer, entry(CARS[0]), entry(CARS[1]))
    sold = replace(entry(CARS[1]), status="sold")
    for _ in range(3):
        await night(conn, dealer, sold, run_mode="sold")
    assert await statuses(conn, "dealer_inventory") == ["for_sale", "sold"]


async def test_a_walk_that_was_cut_reads_old_pages_by_themselves(conn: AsyncConnection) -> None:
    dealer = await dealer_of(conn)
    await night(conn, dealer, entry(CARS[0]), entry(CARS[1]))
    old = datetime.now(UTC) - WEEK - timedelta(hours=1)
    for url in CARS[:2]:
        await see(conn, url, vehicle(), organisation=dealer, seen_at=old)
    await all_read(conn)
    await night(conn, dealer, whole=False)
    assert await waiting(conn) == CARS[:2]


# Organisations that few listings are known of


async def test_a_page_on_a_marketplace_is_no_place_to_start_where_there_is_a_profile(
    conn: AsyncConnection,
) -> None:
    await conn.execute(
        text("""
            INSERT INTO businesses (business_name, website, profile_url) VALUES
                ('Old Oak', 'https://www.facebook.com/oldoak', :profile),
                ('Elm', 'https://www.facebook.com/elm', NULL)
        """),
        {"profile": OAK},
    )
    gaps = await inventory_gaps(conn, below=5)
    assert [gap.start_url for gap in gaps] == [OAK, "https://www.facebook.com/elm"]


async def test_organisations_that_are_joined_meanwhile_keep_no_others_from_the_queue(
    engine: AsyncEngine,
) -> None:
    async with engine.begin() as conn:
        kept = await upserts.business_of_profile(conn, OAK)
        await upserts.business_of_website(conn, SITE)
        elm = await upserts.business_of_website(conn, "https://elm.example/")
        gaps = await inventory_gaps(conn, below=5, only_with_website=False)
    async with engine.connect() as joins, engine.connect() as command:
        both = Business(business_name="Old Oak Motors", profile_url=OAK, website=SITE)
        await upserts.store_business(joins, both)
        filling = asyncio.ensure_future(enqueue_gaps(command, gaps, "both"))
        await asyncio.sleep(0.3)
        await joins.commit()
        assert (await filling).new == {kept, elm}
        await command.commit()
