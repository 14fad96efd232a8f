"""Pages that are not what their URLs promised: the row gets its reason, and the night goes on."""

import json
import time
from itertools import pairwise
from typing import Any

import psycopg
import pytest

from tests.program import Program, SampleWeb, program

LOTS = "/listing/*"


def spoiled_lot(
    night: Program, web: SampleWeb, database: str, kind: str, *settings: str, **about: Any
) -> dict[str, Any]:
    """Import one lot whose page misbehaves; returns its queue row."""
    lot = next(str(lot["url"]) for lot in web.truth["bat_lots"] if lot["status"] == "sold")
    more = "".join(f"&{name}={value}" for name, value in about.items())
    web.ask(f"/misbehave?host=bringatrailer.com&path={LOTS}&kind={kind}&times=0{more}")
    code, output = night.run("scrapy", "crawl", "listings", "-a", f"url={lot}", *settings)
    assert code == 0, output[-3000:]
    assert "Traceback" not in output
    with psycopg.connect(database, row_factory=psycopg.rows.dict_row) as conn:
        row = conn.execute(
            """SELECT *, extract(epoch FROM run_at - now()) AS waits
               FROM import_queue WHERE listing_url = %s""",
            (lot,),
        ).fetchone()
        stored = conn.execute("SELECT count(*) AS n FROM listings").fetchone()
    assert row is not None
    assert stored == {"n": 0}
    return row


@pytest.mark.parametrize(
    ("kind", "reason", "message"),
    [
        ("404", "gone", "HTTP 404"),
        ("410", "gone", "HTTP 410"),
        ("half", "unreadable", ""),
        ("badjson", "unreadable", ""),
        ("huge", "unreadable", ""),
        ("wrong", "unreadable", ""),
    ],
)
def test_a_page_that_will_not_get_better_fails_for_good(
    night: Program, web: SampleWeb, database: str, kind: str, reason: str, message: str
) -> None:
    row = spoiled_lot(night, web, database, kind)
    assert (row["status"], row["reason"], row["run_at"]) == ("failed", reason, None)
    assert message in row["message"]
    assert "\n" not in row["message"]


@pytest.mark.parametrize(
    ("kind", "reason", "settings", "about"),
    [
        ("500", "server_error", (), {}),
        ("503", "server_error", (), {}),
        ("cut", "connection", (), {}),
        ("stall", "timeout", ("-s", "DOWNLOAD_TIMEOUT=1"), {"seconds": 5}),
    ],
)
def test_a_passing_trouble_is_tried_again_later(
    night: Program,
    web: SampleWeb,
    database: str,
    kind: str,
    reason: str,
    settings: tuple[str, ...],
    about: dict[str, Any],
) -> None:
    row = spoiled_lot(night, web, database, kind, *settings, **about)
    assert (row["status"], row["reason"], row["attempts"]) == ("pending", reason, 1)
    assert -1 <= row["waits"] <= 300


def test_a_host_that_says_when_to_come_back_is_left_alone_until_then(
    night: Program, web: SampleWeb, database: str
) -> None:
    row = spoiled_lot(night, web, database, "429", seconds=120)
    assert (row["status"], row["reason"], row["attempts"]) == ("pending", "blocked", 0)
    assert 100 <= row["waits"] <= 120
    before = len(web.ask("/log"))
    code, output = night.run("scrapy", "crawl", "listings", "-a", "batches=0")
    assert code == 0, output
    assert len(web.ask("/log")) - before < 200, "only the asking for the log itself is in it"


def test_a_challenge_page_blocks_the_host_and_not_the_page(
    night: Program, web: SampleWeb, database: str
) -> None:
    row = spoiled_lot(night, web, database, "challenge")
    assert (row["status"], row["reason"], row["attempts"]) == ("pending", "blocked", 0)
    with psycopg.connect(database) as conn:
        blocked = conn.execute("SELECT host FROM hosts WHERE blocked_until > now()").fetchall()
    assert blocked == [("bringatrailer.com",)]


@pytest.mark.parametrize(
    ("spider", "host", "path"),
    [
        ("bat_live", "bringatrailer.com", "/auctions/"),
        ("classic_sellers", "www.classic.com", "/data"),
    ],
)
def test_a_host_that_refuses_its_directory_is_left_alone(
    night: Program, web: SampleWeb, database: str, spider: str, host: str, path: str
) -> None:
    web.ask(f"/misbehave?host={host}&path={path}*&kind=challenge&times=0")
    code, output = night.run("scrapy", "crawl", spider)
    assert code == 1
    assert "Traceback" not in output
    with psycopg.connect(database) as conn:
        blocked = conn.execute("SELECT host FROM hosts WHERE blocked_until > now()").fetchall()
    assert blocked == [(host,)]
    web.ask("/log?clear=1")
    code, output = night.run("scrapy", "crawl", spider)
    assert code == 1
    assert host.encode() not in web.ask("/log")


def test_a_part_among_the_cars_is_skipped_by_its_rule(
    night: Program, web: SampleWeb, database: str
) -> None:
    part = str(web.truth["skipped"][0]["url"])
    code, output = night.run("scrapy", "crawl", "listings", "-a", f"url={part}")
    assert code == 0, output[-2000:]
    with psycopg.connect(database) as conn:
        row = conn.execute("SELECT status, reason, message FROM import_queue").fetchone()
        vehicles = conn.execute("SELECT count(*) FROM vehicles").fetchone()
    assert row is not None
    assert row[:2] == ("skipped", "not_a_vehicle")
    assert vehicles == (0,)


def test_two_crawls_at_once_keep_one_pace_for_a_host(database: str, web: SampleWeb) -> None:
    delay = 0.15
    night = program(database, web.gateway, HOST_DELAY=str(delay))
    lots = [str(lot["url"]) for lot in web.truth["bat_lots"]]
    code, output = night.run("scrapy", "enqueue", "import_queue", *lots)
    assert code == 0, output
    workers = [
        night.start("scrapy", "crawl", "listings", "-a", "batches=0", "-a", "batch_size=3")
        for _ in range(2)
    ]
    for worker in workers:
        said, _ = worker.communicate(timeout=60)
        assert worker.returncode == 0, said[-2000:]
    asked = [
        entry["time"]
        for entry in json.loads(web.ask("/log"))
        if entry["host"] == "bringatrailer.com"
    ]
    assert len(asked) >= len(lots)
    gaps = [later - sooner for sooner, later in pairwise(asked)]
    # A slot is exact in the database; a request leaves and arrives when the machine lets it.
    assert min(gaps) >= delay / 2, gaps
    assert asked[-1] - asked[0] >= (len(asked) - 1) * delay - 0.1, gaps


def test_robots_txt_is_obeyed_and_its_refusal_ends_the_row(
    night: Program, web: SampleWeb, database: str
) -> None:
    dealer = next(b for b in web.truth["businesses"] if b["platform"] == "dealer_accelerate")
    url = f"{dealer['website']}vehicles/1/1970-car?sort=price"
    code, output = night.run("scrapy", "crawl", "listings", "-a", f"url={url}")
    assert code == 0, output[-2000:]
    with psycopg.connect(database) as conn:
        row = conn.execute("SELECT status, reason FROM import_queue").fetchone()
    assert row == ("skipped", "robots")
    assert b"sort=price" not in web.ask("/log")


def test_a_crawl_survives_a_web_that_is_not_there(database: str) -> None:
    night = program(database, "http://127.0.0.1:9")
    began = time.monotonic()
    code, output = night.run(
        "scrapy", "crawl", "listings", "-a", "url=https://bringatrailer.com/listing/a-car/"
    )
    assert code == 0, output[-2000:]
    assert time.monotonic() - began < 30
    with psycopg.connect(database) as conn:
        row = conn.execute("SELECT status, reason FROM import_queue").fetchone()
    assert row == ("pending", "connection")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_an_address_that_is_not_public_is_refused(database: str, host: str) -> None:
    night = program(database, "")
    code, output = night.run("scrapy", "crawl", "listings", "-a", f"url=https://{host}/car")
    assert code == 0, output[-2000:]
    with psycopg.connect(database) as conn:
        row = conn.execute("SELECT status, reason FROM import_queue").fetchone()
    assert row == ("failed", "refused_address")


def test_a_url_of_any_length_is_asked_for_and_its_row_ends(
    night: Program, web: SampleWeb, database: str
) -> None:
    long = f"https://bringatrailer.com/listing/{'a' * 2100}/"
    code, output = night.run("scrapy", "enqueue", "import_queue", long)
    assert code == 0, output
    code, output = night.run("scrapy", "crawl", "listings", "-a", "batches=0", timeout=60)
    assert code == 0, output[-2000:]
    with psycopg.connect(database) as conn:
        found = conn.execute("SELECT status, reason FROM import_queue").fetchall()
    assert found == [("failed", "gone")]
