"""The bulk enqueue of organisations whose inventories are missing."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import queue
from db.inventory_gaps import enqueue_gaps, inventory_gaps
from db.queue import INVENTORY_QUEUE
from tests.e2e.prompt import Prompted, scrapy


async def organisation(
    conn: AsyncConnection,
    number: int,
    listings: int = 0,
    *,
    website: str | None = "",
    profile: str | None = None,
    kind: str = "dealer",
) -> int:
    """An organisation with so many listings; its website is its own unless one is given."""
    if website == "":
        website = f"https://dealer-{number}.example/"
    made = await conn.scalar(
        text("""
            INSERT INTO businesses (business_name, business_type, website, profile_url)
            VALUES (:name, :kind, :website, :profile) RETURNING id
        """),
        {"name": f"Dealer {number}", "kind": kind, "website": website, "profile": profile},
    )
    await conn.execute(
        text("""
            INSERT INTO dealer_inventory (organization_id, listing_url, source, status)
            SELECT :id, 'https://dealer.example/' || n, 'dealer', 'for_sale'
            FROM generate_series(1, :listings) n
        """),
        {"id": made, "listings": listings},
    )
    return int(made or 0)


async def queued(conn: AsyncConnection) -> dict[int, Any]:
    """Every row of the inventory queue by its organisation."""
    found = await conn.execute(text("SELECT * FROM organization_inventory_sync_queue"))
    return {row.organization_id: row for row in found}


async def end(
    conn: AsyncConnection, organisation_id: int, reason: str | None, run_mode: str = "both"
) -> None:
    """Queue an organisation's sync and let it end: well, or with a reason."""
    url = f"https://dealer-of-{organisation_id}.example/"
    row = queue.NewRow(organisation_id, url, carried={"start_url": url, "run_mode": run_mode})
    await queue.enqueue(conn, INVENTORY_QUEUE, [row])
    claim = await queue.claim_row(conn, INVENTORY_QUEUE, organisation_id, "a worker")
    assert claim is not None
    if reason is None:
        await queue.complete(conn, [claim])
    else:
        await queue.fail(conn, claim, reason, "so it was")


def enqueue(database: str, *arguments: str) -> Prompted:
    """The command, which must end well."""
    ended = scrapy("enqueue_inventory", *arguments, database=database)
    assert ended.code == 0, ended.err
    return ended


async def test_organisations_are_filtered_before_the_limit_counts_them(
    database: str, conn: AsyncConnection
) -> None:
    for number in range(3):
        await organisation(conn, number, listings=5)
    short = [await organisation(conn, number, listings=4) for number in range(3, 5)]
    enqueue(database, "--limit", "2")
    assert sorted(await queued(conn)) == short


async def test_each_run_gets_further_down_the_list(database: str, conn: AsyncConnection) -> None:
    made = [await organisation(conn, number) for number in range(5)]
    assert "3 more beyond the limit of 2" in enqueue(database, "--limit", "2").out
    enqueue(database, "--limit", "2")
    assert sorted(await queued(conn)) == made[:4]


async def test_a_second_run_queues_nothing_twice(database: str, conn: AsyncConnection) -> None:
    one = await organisation(conn, 1)
    assert "1 queued new" in enqueue(database, "--run-mode", "current").out
    before = await queued(conn)
    ended = enqueue(database, "--run-mode", "current")
    assert "0 queued new" in ended.out
    assert "1 already queued" in ended.out
    assert await queued(conn) == before
    row = (await queued(conn))[one]
    assert (row.status, row.run_mode, row.host) == ("pending", "current", "dealer-1.example")


async def test_every_organisation_queued_is_one_that_a_claim_finds(
    database: str, conn: AsyncConnection
) -> None:
    made = {await organisation(conn, number) for number in range(4)}
    await end(conn, min(made), "unreadable")
    enqueue(database)
    claims = await queue.claim(conn, INVENTORY_QUEUE, 100, "a worker")
    for _ in range(5):
        claims += await queue.claim(conn, INVENTORY_QUEUE, 100, "a worker")
    assert {claim.key for claim in claims} == made


async def test_failed_syncs_are_queued_again_unless_told_not_to(
    database: str, conn: AsyncConnection
) -> None:
    one = await organisation(conn, 1)
    await end(conn, one, "unreadable")
    assert "1 failed, left alone" in enqueue(database, "--no-requeue-failed").out
    assert (await queued(conn))[one].status == "failed"
    assert "1 failed queued again" in enqueue(database).out
    row = (await queued(conn))[one]
    assert (row.status, row.reason, row.attempts, row.run_mode) == ("pending", None, 0, "both")
    assert row.start_url == "https://dealer-1.example/"


async def test_a_completed_sync_is_left_to_its_own_time(
    database: str, conn: AsyncConnection
) -> None:
    one = await organisation(conn, 1)
    await end(conn, one, None)
    before = (await queued(conn))[one]
    assert "1 completed, left to their own time" in enqueue(database).out
    assert (await queued(conn))[one] == before


@pytest.mark.parametrize(
    ("known", "asked", "then"),
    [
        ("current", "sold", "both"),
        ("sold", "current", "both"),
        ("current", "both", "both"),
        ("current", "current", None),
        ("both", "sold", None),
    ],
)
async def test_a_completed_sync_is_opened_for_a_list_that_it_did_not_cover(
    database: str, conn: AsyncConnection, known: str, asked: str, then: str | None
) -> None:
    one = await organisation(conn, 1)
    await end(conn, one, None, known)
    before = (await queued(conn))[one]
    ended = enqueue(database, "--run-mode", asked)
    row = (await queued(conn))[one]
    if then is None:
        assert "0 queued for the other list" in ended.out
        assert row == before
        return
    assert "1 queued for the other list" in ended.out
    assert "0 completed" in ended.out
    assert (row.status, row.run_mode, row.attempts) == ("pending", then, 0)
    claims = await queue.claim(conn, INVENTORY_QUEUE, 100, "a worker")
    assert [claim.key for claim in claims] == [one]


async def test_a_queued_sync_is_widened_once_and_keeps_its_time(
    database: str, conn: AsyncConnection
) -> None:
    one = await organisation(conn, 1)
    enqueue(database, "--run-mode", "current")
    claim = await queue.claim_row(conn, INVENTORY_QUEUE, one, "a worker")
    assert claim is not None
    await queue.advance(conn, claim, '{"page": 2}')
    await queue.fail(conn, claim, "timeout", "it waits out a backoff")
    before = (await queued(conn))[one]
    assert "1 queued for the other list" in enqueue(database, "--run-mode", "sold").out
    row = (await queued(conn))[one]
    assert (row.status, row.run_mode, row.cursor) == ("pending", "both", None)
    assert (row.next_run_at, row.attempts) == (before.next_run_at, before.attempts)
    assert "1 already queued" in enqueue(database, "--run-mode", "sold").out
    assert (await queued(conn))[one] == row


async def test_a_sync_that_a_worker_holds_is_left_to_it(
    database: str, conn: AsyncConnection
) -> None:
    one = await organisation(conn, 1)
    enqueue(database, "--run-mode", "current")
    claim = await queue.claim_row(conn, INVENTORY_QUEUE, one, "a worker")
    assert claim is not None
    assert "1 already queued" in enqueue(database, "--run-mode", "sold").out
    await queue.hold(conn, claim)
    assert (await queued(conn))[one].run_mode == "current"


async def test_a_failed_sync_keeps_the_list_that_it_failed_to_read(
    database: str, conn: AsyncConnection
) -> None:
    one = await organisation(conn, 1)
    await end(conn, one, "unreadable", "sold")
    enqueue(database, "--run-mode", "current")
    assert (await queued(conn))[one].run_mode == "both"


async def test_a_site_that_does_not_want_to_be_read_is_left_alone(
    database: str, conn: AsyncConnection
) -> None:
    one = await organisation(conn, 1)
    await end(conn, one, "robots")
    assert "1 skipped, left alone" in enqueue(database).out
    assert (await queued(conn))[one].status == "skipped"


async def test_a_dry_run_shows_what_would_be_queued_and_queues_nothing(
    database: str, conn: AsyncConnection
) -> None:
    empty = await organisation(conn, 1)
    await organisation(conn, 2, listings=9)
    failed = await organisation(conn, 3, listings=1)
    await end(conn, failed, "gone")
    ended = enqueue(database, "--dry-run")
    assert "1 would be queued new" in ended.out
    assert "1 failed would be queued again" in ended.out
    assert f"  {empty}  Dealer 1  https://dealer-1.example/  0 listings\n" in ended.out
    assert f"  {failed}  Dealer 3  https://dealer-3.example/  1 listing\n" in ended.out
    assert "Dealer 2" not in ended.out
    assert {key: row.status for key, row in (await queued(conn)).items()} == {failed: "failed"}


async def test_without_a_website_a_sync_starts_at_the_profile_or_nowhere(
    database: str, conn: AsyncConnection
) -> None:
    profile = "https://www.classic.com/s/dealer-one/"
    one = await organisation(conn, 1, website=None, profile=profile)
    await organisation(conn, 2, website=None)
    assert "0 queued new" in enqueue(database).out
    ended = enqueue(database, "--no-only-with-website")
    assert "1 with nowhere to start" in ended.out
    found = await queued(conn)
    assert {key: row.start_url for key, row in found.items()} == {one: profile}
    assert found[one].host == "www.classic.com"


@pytest.mark.parametrize("website", ["dealer.example", "call us", "https://", "https://h:x/"])
async def test_a_website_that_is_no_url_spoils_nobody_elses_sync(
    database: str, conn: AsyncConnection, website: str
) -> None:
    await organisation(conn, 1, website=website)
    sound = await organisation(conn, 2)
    assert "1 with nowhere to start" in enqueue(database).out
    assert list(await queued(conn)) == [sound]


async def test_the_business_type_and_the_threshold_filter(
    database: str, conn: AsyncConnection
) -> None:
    await organisation(conn, 1, kind="dealer")
    house = await organisation(conn, 2, kind="auction_house")
    await organisation(conn, 3, listings=1, kind="auction_house")
    enqueue(database, "--business-type", "auction_house", "--min-inventory-threshold", "1")
    assert list(await queued(conn)) == [house]


async def test_a_dry_run_shows_what_the_real_run_queues_in_the_same_order(
    database: str, conn: AsyncConnection
) -> None:
    for number in range(6):
        await organisation(conn, number, listings=number % 3)
    failed = await organisation(conn, 7, listings=2)
    await end(conn, failed, "gone")
    narrow = await organisation(conn, 8)
    await end(conn, narrow, None, "sold")
    await end(conn, await organisation(conn, 9), None)
    before = set(await queued(conn))
    asked = ("--limit", "6", "--run-mode", "current")
    dry = [
        line for line in enqueue(database, "--dry-run", *asked).out.splitlines() if line[:1] == " "
    ]
    real = [
        line for line in enqueue(database, "--list", *asked).out.splitlines() if line[:1] == " "
    ]
    assert real == dry
    rows = await queued(conn)
    shown = {int(line.split()[0]) for line in dry}
    assert len(shown) == 6
    assert narrow in shown
    assert {key for key, row in rows.items() if row.status == "pending"} == shown
    assert set(rows) == before | shown


async def test_five_thousand_organisations_are_one_statement(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        await conn.execute(
            text("""
                INSERT INTO businesses (business_name, business_type, website)
                SELECT 'Dealer ' || n, 'dealer', 'https://dealer-' || n || '.example/'
                FROM generate_series(1, 5000) n
            """)
        )
        gaps = await inventory_gaps(conn, below=1)
        statements: list[str] = []
        event.listen(
            engine.sync_engine,
            "before_cursor_execute",
            lambda _c, _k, statement, *_: statements.append(statement),
        )
        filled = await enqueue_gaps(conn, gaps, "both")
        rows, hosts = statements
        assert INVENTORY_QUEUE.table in rows
        assert "queue_hosts" in hosts
        assert len(filled.new) == 5000
        late = await conn.scalar(
            text("""
                SELECT count(*) FROM organization_inventory_sync_queue q LEFT JOIN queue_hosts h
                ON h.queue = 'organization_inventory_sync_queue' AND h.host = q.host
                WHERE h.claim_at IS NULL OR h.claim_at > q.next_run_at
            """)
        )
        assert late == 0, "a claim would pass these over"


async def test_two_runs_at_once_queue_each_organisation_once(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        made = {await organisation(conn, number) for number in range(5)}
    async with engine.connect() as first, engine.connect() as second:
        gaps = await inventory_gaps(first, below=1)
        assert await inventory_gaps(second, below=1) == gaps
        quicker = await enqueue_gaps(first, gaps, "current")
        slower = asyncio.ensure_future(enqueue_gaps(second, gaps, "current"))
        await asyncio.sleep(0.2)
        assert not slower.done()
        await first.commit()
        late = await slower
        await second.commit()
    assert quicker.new == made
    assert not late.new | late.requeued | late.widened
