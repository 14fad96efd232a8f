"""Commands at the prompt: what goes in, what they say, and with which exit status they end."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import queue
from db.queue import IMPORT_QUEUE
from tests.e2e.prompt import ROOT, scrapy

NOBODY = "postgresql://operator:swordfish@127.0.0.1:1/nights"
LOT = ROOT / "tests/pages/fixtures/bat-sold.html"
LOT_URL = "https://bringatrailer.com/listing/some-car/"
FIRST = "https://dealer.example/cars/1"
SECOND = "https://dealer.example/cars/2"


async def rows(conn: AsyncConnection, table: str = "import_queue") -> dict[str, str]:
    """Key and status of every row."""
    found = await conn.execute(text(f"SELECT listing_url, status FROM {table}"))
    return {row.listing_url: row.status for row in found}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["enqueue", "nowhere_queue", FIRST], "no queue 'nowhere_queue'"),
        (["enqueue", "import_queue", "cars-and-more"], "not an http(s) URL with a host"),
        (["enqueue", "import_queue", "https:///cars"], "not an http(s) URL with a host"),
        (["enqueue", "import_queue"], "name a queue and at least one URL"),
        (["requeue", "nowhere_queue"], "no queue 'nowhere_queue'"),
        (["requeue", "import_queue", "--reason", "boredom"], "no reason 'boredom'"),
        (["requeue", "import_queue", "--older-than", "long"], "invalid float value: 'long'"),
        (["crawl", "listings", "-a", "batch_size=x"], "batch_size must be a whole number"),
        (["crawl", "listings", "-a", "batch_size=0"], "batch_size must be at least 1"),
        (["crawl", "listings", "-a", "colour=red"], "listings knows no argument 'colour'"),
        (["crawl", "listings", "-a", "url=cars"], "not an http(s) URL with a host"),
        (["crawl", "daydreams"], "no spider 'daydreams'"),
        (["enqueue_inventory", "--limit", "5001"], "5001 is more than 5000"),
        (["enqueue_inventory", "--limit", "many"], "'many' is no whole number"),
        (["enqueue_inventory", "--limit", "0"], "0 is less than 1"),
        (["enqueue_inventory", "--run-mode", "all"], "invalid choice: 'all'"),
        (["enqueue_inventory", "--business-type", "dealership"], "invalid choice: 'dealership'"),
        (["enqueue_inventory", "--dryrun"], "unknown argument '--dryrun'"),
        (["status", "--jsn"], "unknown argument '--jsn'"),
        (["report", "--since", "yesterday"], "neither a number of hours nor an ISO time"),
        (["report", "--since", "-3"], "is not in the past"),
        (["report", "--since", "nan"], "is not in the past"),
        (["report", "--since", "1e12"], "is before all times"),
        (["readpage", "no-such-page.html", "--url", LOT_URL], "No such file"),
        (["readpage", str(LOT)], "name one FILE and its --url"),
        (["savepage", "ftp://dealer.example/", "page.html"], "not an http(s) URL with a host"),
        (["savepage", FIRST], "name one URL and one FILE"),
        (["savepage", FIRST, "no-such-folder/page.html"], "cannot be a file"),
    ],
)
def test_a_wrong_argument_is_named_and_ends_with_status_2(
    database: str, arguments: list[str], says: str
) -> None:
    ended = scrapy(*arguments, database=database)
    assert ended.code == 2, ended.err
    assert says in ended.message


@pytest.mark.parametrize(
    "arguments",
    [
        ["crawl", "listings"],
        ["enqueue", "import_queue", FIRST],
        ["requeue", "import_queue"],
        ["status"],
        ["report"],
        ["enqueue_inventory"],
        ["savepage", FIRST, "never-written.html"],
    ],
)
def test_a_database_that_is_down_is_said_in_one_line_and_soon(arguments: list[str]) -> None:
    ended = scrapy(*arguments, database=NOBODY)
    assert ended.code == 1
    assert ended.message.startswith("the database does not answer:")
    assert ended.seconds < 15
    assert "swordfish" not in ended.out + ended.err
    assert not (ROOT / "never-written.html").exists()


@pytest.mark.parametrize("arguments", [["crawl", "listings"], ["status"]])
@pytest.mark.parametrize("url", ["swordfish", "mysql://operator:swordfish@127.0.0.1/nights"])
def test_a_database_url_that_is_none_is_said_and_its_password_is_not(
    arguments: list[str], url: str
) -> None:
    ended = scrapy(*arguments, database=url)
    assert ended.code == 1
    assert "DATABASE_URL" in ended.message
    assert "swordfish" not in ended.out + ended.err


async def test_enqueue_reads_urls_from_standard_input_and_knows_them_the_next_time(
    database: str, conn: AsyncConnection
) -> None:
    lines = f"{FIRST}\n\n  {SECOND}#photos\n{FIRST}\n"
    ended = scrapy("enqueue", "import_queue", "-", database=database, given=lines)
    assert (ended.code, ended.out) == (0, "import_queue: 2 new, 0 again, 0 known already\n")
    assert await rows(conn) == {FIRST: "pending", SECOND: "pending"}
    ended = scrapy("enqueue", "import_queue", FIRST, SECOND, database=database)
    assert (ended.code, ended.out) == (0, "import_queue: 0 new, 0 again, 2 known already\n")


def test_one_wrong_url_among_many_enqueues_none(database: str) -> None:
    assert scrapy("enqueue", "import_queue", FIRST, "cars", database=database).code == 2
    again = scrapy("enqueue", "import_queue", FIRST, database=database)
    assert again.out == "import_queue: 1 new, 0 again, 0 known already\n"


async def fail(conn: AsyncConnection, url: str, reason: str) -> None:
    """Enqueue a listing and let it end with a reason."""
    await queue.enqueue(conn, IMPORT_QUEUE, [queue.NewRow(url, url)])
    claim = await queue.claim_row(conn, IMPORT_QUEUE, url, "a worker")
    assert claim is not None
    await queue.fail(conn, claim, reason, "so it was")


async def test_requeue_takes_the_rows_of_one_reason_and_only_once(
    database: str, conn: AsyncConnection
) -> None:
    await fail(conn, FIRST, "unreadable")
    await fail(conn, SECOND, "gone")
    ended = scrapy("requeue", "import_queue", "--reason", "unreadable", database=database)
    assert (ended.code, ended.out) == (0, "import_queue: 1 row pending again\n")
    assert await rows(conn) == {FIRST: "pending", SECOND: "failed"}
    ended = scrapy("requeue", "import_queue", "--reason", "unreadable", database=database)
    assert ended.out == "import_queue: 0 rows pending again\n"
    assert scrapy("requeue", "import_queue", "--host", "other.example", database=database).out == (
        "import_queue: 0 rows pending again\n"
    )


def test_readpage_prints_a_saved_page_without_a_database() -> None:
    ended = scrapy("readpage", str(LOT), "--url", LOT_URL, database=NOBODY)
    assert ended.code == 0, ended.err
    page = json.loads(ended.out)
    assert page["page"] == "bat_lot"
    assert {"Listing", "Vehicle", "BatLot"} <= {item["type"] for item in page["items"]}


def test_readpage_says_that_a_cut_page_is_unreadable(tmp_path: Path) -> None:
    whole = LOT.read_bytes()
    cut = tmp_path / "cut.html"
    cut.write_bytes(whole[: len(whole) // 3])
    ended = scrapy("readpage", str(cut), "--url", LOT_URL, database=NOBODY)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("unreadable: ")
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    "url", [LOT_URL, "https://garden.example/", "https://www.classic.com/s/x/"]
)
def test_readpage_says_that_a_foreign_page_is_unreadable(tmp_path: Path, url: str) -> None:
    foreign = tmp_path / "garden.html"
    foreign.write_text("<html><head><title>Roses</title></head><body>Prune in March.</body></html>")
    ended = scrapy("readpage", str(foreign), "--url", url, database=NOBODY)
    assert (ended.code, ended.out) == (1, "")
    assert ended.message.startswith("unreadable: ")
