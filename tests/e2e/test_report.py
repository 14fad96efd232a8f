"""What the report says of a night."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import queue, runs
from db.queue import IMPORT_QUEUE, NewRow
from tests.e2e.prompt import scrapy


def report(database: str, *arguments: str) -> dict[str, Any]:
    """The report as a program gets it."""
    ended = scrapy("report", "--json", *arguments, database=database)
    assert ended.code == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    return found


async def vehicle(
    conn: AsyncConnection, number: int, *, hours_ago: float = 1.0, price: int | None = None
) -> None:
    """A vehicle with one listing and one image, all stored so long ago."""
    await conn.execute(
        text("""
            WITH at AS (SELECT now() - make_interval(secs => 3600 * :hours) AS at),
            vehicle AS (
                INSERT INTO vehicles (chassis_number, year, make, created_at, updated_at)
                SELECT 'C' || :n, CASE WHEN :n % 2 = 0 THEN 1965 END, 'Alvis', at, at FROM at
                RETURNING id
            ), listing AS (
                INSERT INTO listings (url, source, vehicle_id, title, status, asking_price,
                                      currency, first_seen_at, updated_at)
                SELECT 'https://dealer.example/' || :n, 'dealer', vehicle.id, 'A car',
                       'for_sale', :price, 'USD', at, at FROM vehicle, at
                RETURNING id, vehicle_id
            )
            INSERT INTO vehicle_images (vehicle_id, listing_id, url, position,
                                        created_at, updated_at)
            SELECT vehicle_id, id, 'https://dealer.example/photo', 1, at, at FROM listing, at
        """),
        {"n": number, "hours": hours_ago, "price": price},
    )


async def lot(conn: AsyncConnection, number: int, status: str) -> None:
    """A lot with its listing, stored now."""
    await conn.execute(
        text("""
            WITH listing AS (
                INSERT INTO listings (url, source, title, status)
                VALUES ('https://bringatrailer.com/listing/' || :n, 'bringatrailer', 'A', :status)
                RETURNING id, url
            )
            INSERT INTO bat_lots (listing_id, url, bat_id, title, status, no_reserve, read_at,
                                  features, makes, models, eras, origins, categories)
            SELECT id, url, :n, 'A', :status, false, now(), '[]', '[]', '[]', '[]', '[]', '[]'
            FROM listing
        """),
        {"n": number, "status": status},
    )


async def ended_row(
    conn: AsyncConnection, url: str, reason: str | None, message: str = "so it was"
) -> None:
    """A listing's row that ended now: well, or with a reason."""
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(url, url)])
    claim = await queue.claim_row(conn, IMPORT_QUEUE, url, "a worker")
    assert claim is not None
    if reason is None:
        await queue.complete(conn, [claim])
    else:
        await queue.fail(conn, claim, reason, message)


def test_a_night_that_brought_nothing_says_so(database: str) -> None:
    ended = scrapy("report", database=database)
    assert ended.code == 0
    assert ended.out.splitlines()[0] == (
        "0 new vehicles, 0 new businesses, 0 lots (0 live); 0 rows skipped, 0 failed; "
        "nothing stuck."
    )


async def test_the_first_line_is_the_night_in_a_sentence(
    database: str, conn: AsyncConnection
) -> None:
    await vehicle(conn, 1)
    await vehicle(conn, 2, hours_ago=20)
    await lot(conn, 1, "live")
    await lot(conn, 2, "sold")
    await conn.execute(text("INSERT INTO businesses (business_name) VALUES ('One'), ('Two')"))
    await ended_row(conn, "https://dealer.example/a", "not_a_vehicle")
    await ended_row(conn, "https://dealer.example/b", "gone")
    await ended_row(conn, "https://dealer.example/c", "gone")
    ended = scrapy("report", database=database)
    assert ended.out.splitlines()[0] == (
        "1 new vehicle, 2 new businesses, 2 lots (1 live); 1 row skipped, 2 failed; nothing stuck."
    )
    assert max(len(line) for line in ended.out.splitlines()[1:]) <= 80


async def test_older_rows_that_changed_are_counted_apart_from_new_ones(
    database: str, conn: AsyncConnection
) -> None:
    for number in range(3):
        await vehicle(conn, number, hours_ago=30)
    await vehicle(conn, 3)
    await conn.execute(
        text("UPDATE vehicles SET model = 'TD 21', updated_at = now() WHERE chassis_number = 'C0'")
    )
    night = report(database)
    assert (night["new"]["vehicles"], night["changed"]["vehicles"]) == (1, 1)
    assert (night["new"]["images"], night["changed"]["images"]) == (1, 0)
    assert (night["new"]["listings"], night["changed"]["listings"]) == (1, 0)


async def test_since_is_hours_or_a_time(database: str, conn: AsyncConnection) -> None:
    await vehicle(conn, 1, hours_ago=5)
    assert report(database, "--since", "4.5")["new"]["vehicles"] == 0
    assert report(database, "--since", "5.5")["new"]["vehicles"] == 1
    then = datetime.now(UTC) - timedelta(hours=6)
    assert report(database, "--since", then.isoformat())["new"]["vehicles"] == 1
    later = then + timedelta(hours=2)
    assert report(database, "--since", later.isoformat())["new"]["vehicles"] == 0


async def test_coverage_is_of_the_nights_own_vehicles(database: str, conn: AsyncConnection) -> None:
    await vehicle(conn, 1, price=9000)
    await vehicle(conn, 2)
    await vehicle(conn, 3)
    await vehicle(conn, 4, hours_ago=30, price=9000)
    assert report(database)["coverage"] == {
        "vin_or_chassis_number": 3,
        "year": 1,
        "make": 3,
        "model": 0,
        "mileage": 0,
        "price": 1,
    }


async def test_ended_rows_and_failing_hosts_are_told_by_reason(
    database: str, conn: AsyncConnection
) -> None:
    await ended_row(conn, "https://sound.example/1", None)
    await ended_row(conn, "https://sound.example/2", "not_a_vehicle", "boat: it floats")
    await ended_row(conn, "https://broken.example/1", "gone")
    await ended_row(conn, "https://broken.example/2", "timeout")
    await ended_row(conn, "https://broken.example/3", "timeout")
    night = report(database)
    assert night["queues"]["import_queue"] == {
        "by_status": {"complete": 1, "skipped": 1, "failed": 1},
        "reasons": {"not_a_vehicle": 1, "gone": 1},
        "rules": {"boat": 1},
        "stuck": 0,
    }
    assert night["failing_hosts"] == [
        {"host": "broken.example", "rows": 3, "reasons": {"timeout": 2, "gone": 1}}
    ]


async def test_crawls_are_listed_with_their_counts_and_exit_status(
    database: str, conn: AsyncConnection
) -> None:
    good = await runs.begin_crawl(conn, "listings", "host:1", {}, None)
    await runs.end_crawl(
        conn,
        good,
        exit_code=0,
        finish_reason="finished",
        counts={"queue/claimed": 3, "queue/done": 2, "queue/failed/gone": 1},
    )
    bad = await runs.begin_crawl(conn, "bat_live", "host:2", {}, None)
    await runs.end_crawl(conn, bad, exit_code=1, finish_reason="page_failed", counts={})
    await runs.begin_crawl(conn, "bat_comments", "host:3", {}, None)
    crawls = report(database)["crawls"]
    assert [(c["spider"], c["exit_code"]) for c in crawls] == [
        ("listings", 0),
        ("bat_live", 1),
        ("bat_comments", None),
    ]
    assert crawls[0]["counts"]["queue/failed/gone"] == 1
    shown = scrapy("report", database=database).out
    assert "3 claimed, 2 done, 1 failed: gone" in shown
    assert "exit status 1: page_failed" in shown
    assert "it runs, or it was killed (host:3)" in shown
