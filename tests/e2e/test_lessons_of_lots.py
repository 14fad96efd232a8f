"""Ways to fail with lots that really happened elsewhere, seen from outside."""

import asyncio

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.extensions import ended_well
from crawler.pages.bring_a_trailer.vehicle import is_car
from db import hosts
from tests.db.queue_rows import table
from tests.db.sightings import see, vehicle
from tests.e2e.test_spiders import asked_paths, column, crawl
from tests.program import Program, SampleWeb

HOST = "bringatrailer.com"


def test_a_host_that_refuses_and_says_come_back_at_once_is_left_alone(
    night: Program, web: SampleWeb, database: str
) -> None:
    crawl(night, "bat_live", "-a", "chain_depth=1", "-a", "bat_import_batch=0")
    (waiting,) = column(database, "SELECT count(*) FROM import_queue")
    web.ask(f"/misbehave?host={HOST}&path=/listing/*&kind=429&times=0&seconds=0")
    web.ask("/log?clear=1")
    for _ in range(2):
        crawl(night, "listings", "-a", "batches=0", "-a", "max_seconds=2")
    assert 0 < len(asked_paths(web, HOST)) <= 2 * waiting
    assert column(database, "SELECT host FROM hosts WHERE blocked_until > now()") == [HOST]
    assert column(database, "SELECT DISTINCT reason FROM import_queue") == ["blocked"]


async def test_a_host_that_refuses_again_after_the_time_it_named_gets_longer_pauses(
    conn: AsyncConnection,
) -> None:
    lengths = []
    for _ in range(4):
        lengths.append(await hosts.block(conn, HOST, "HTTP 429", seconds=0.1))
        await conn.exec_driver_sql("UPDATE hosts SET blocked_until = now()")
        await asyncio.sleep(0.01)
    assert lengths == pytest.approx([0.1, 900, 1800, 3600], abs=1)


def test_the_report_says_what_a_walk_of_lists_brought(
    night: Program, web: SampleWeb, database: str
) -> None:
    crawl(night, "bat_results", "-a", "pages=1")
    (queued,) = column(database, "SELECT count(*) FROM import_queue")
    code, output = night.run("scrapy", "report")
    assert code == 0
    (line,) = (line for line in output.splitlines() if line.startswith("bat_results"))
    assert f"{queued} new in import_queue" in line


@pytest.mark.parametrize(
    ("title", "groups"),
    [
        ("2006 Smart Fortwo", {"Make": ("Smart",)}),
        ("1969 Dodge Dart Swinger", {"Make": ("Dodge",), "Model": ("Dodge Dart",)}),
        ("1959 Fiat-Abarth 750", {"Make": ("Abarth",)}),
        ("1967 Aston Martin DB6", {"Make": ("Aston Martin",)}),
        ("1957 Chevrolet Cameo", {"Category": ("Smart Micros",)}),
    ],
)
def test_a_word_within_a_cars_name_makes_it_no_thing(
    title: str, groups: dict[str, tuple[str, ...]]
) -> None:
    groups = {"Make": tuple(title.split()[1:2])} | groups
    assert is_car(title, groups)


@pytest.mark.parametrize("first", [None, "0417"])
async def test_a_car_without_a_number_is_joined_with_none_that_has_one(
    conn: AsyncConnection, first: str | None
) -> None:
    second = None if first else "0417"
    lot = "https://bringatrailer.com/listing/a-falk/"
    await see(conn, lot, vehicle(chassis_number=first), source="bringatrailer")
    await see(conn, f"{lot[:-1]}-2/", vehicle(chassis_number=second), source="bringatrailer")
    assert len(await table(conn, "vehicles")) == 2


def test_a_crawl_that_lost_sight_of_a_row_did_not_end_well() -> None:
    stats = {"finish_reason": "finished", "queue/claimed": 3, "queue/done": 2}
    assert not ended_well(stats)
    assert ended_well(stats | {"queue/failed/gone": 1})
    assert not ended_well(stats | {"queue/failed/gone": 1, "finish_reason": "page_failed"})


def test_a_live_lot_whose_page_is_gone_is_over_without_a_price(
    night: Program, web: SampleWeb, database: str
) -> None:
    url = next(str(lot["url"]) for lot in web.truth["bat_lots"] if lot["status"] == "live")
    crawl(night, "listings", "-a", f"url={url}")
    web.ask(f"/misbehave?host={HOST}&path=/listing/*&kind=404&times=0")
    crawl(night, "bat_comments", "-a", f"url={url}")
    kept = "SELECT (status, current_bid IS NULL, sale_price IS NULL)::text FROM bat_lots"
    assert column(database, kept) == ["(ended,t,t)"]
    assert column(database, "SELECT status || reason FROM bat_extraction_queue") == ["failedgone"]
    code, output = night.run("scrapy", "status")
    assert (code, "stuck" in output) == (0, False)


def test_a_lot_sold_after_its_reserve_was_not_met_gets_its_price_from_its_own_page(
    night: Program, web: SampleWeb, database: str
) -> None:
    url = next(str(lot["url"]) for lot in web.truth["bat_lots"] if lot["status"] == "sold")
    crawl(night, "listings", "-a", f"url={url}")
    price = column(database, "SELECT sale_price FROM bat_lots")
    with psycopg.connect(database) as conn:
        conn.execute("UPDATE listings SET last_seen_at = now() - interval '2 hours'")
        conn.execute(
            "UPDATE bat_lots SET status = 'reserve_not_met', sale_price = NULL,"
            " read_at = now() - interval '2 hours'"
        )
    crawl(night, "bat_comments", "-a", "batches=0")
    assert column(database, "SELECT status FROM bat_lots") == ["reserve_not_met"]
    crawl(night, "bat_results", "-a", "pages=1")
    assert column(database, "SELECT status FROM bat_lots") == ["reserve_not_met"]
    crawl(night, "bat_comments", "-a", "batches=0")
    assert column(database, "SELECT status FROM bat_lots") == ["sold"]
    assert column(database, "SELECT sale_price FROM bat_lots") == price


def test_a_lot_that_runs_is_read_before_the_backlog_of_results(
    night: Program, web: SampleWeb, database: str
) -> None:
    crawl(night, "bat_results", "-a", "pages=1")
    (backlog,) = column(database, "SELECT count(*) FROM import_queue")
    crawl(night, "bat_live", "-a", "chain_depth=1", "-a", "bat_import_batch=3")
    assert backlog > 3
    live = [lot for lot in web.truth["bat_lots"] if lot["status"] == "live"]
    soonest = sorted(live, key=lambda lot: str(lot["ends_at"]))[:3]
    assert set(column(database, "SELECT url FROM bat_lots")) == {lot["url"] for lot in soonest}
