"""What each spider's arguments mean, seen from outside."""

import json
import time
from typing import Any

import psutil
import psycopg

from tests.program import Program, SampleWeb, program


def column(database: str, query: str) -> list[Any]:
    """The first column of a query's rows."""
    with psycopg.connect(database) as conn:
        return [row[0] for row in conn.execute(query)]


def crawl(night: Program, *words: str) -> str:
    """A crawl that must end well; its output."""
    code, output = night.run("scrapy", "crawl", *words)
    assert code == 0, output[-3000:]
    return output


def asked_paths(web: SampleWeb, host: str) -> list[str]:
    """The paths that were asked of a host, robots.txt apart, in their order."""
    log = json.loads(web.ask("/log"))
    return [e["path"] for e in log if e["host"] == host and e["path"] != "/robots.txt"]


def test_the_directory_is_read_on_from_where_the_last_crawl_stopped(
    database: str, whole_web: SampleWeb
) -> None:
    whole_web.ask("/log?clear=1")
    night = program(database, whole_web.gateway)
    found = []
    for _ in range(4):
        crawl(night, "classic_sellers", "-a", "pages=1")
        found.append(len(column(database, "SELECT id FROM classic_seller_queue")))
    assert found == [20, 40, 60, 60]
    pages = [path.rsplit("=", 1)[1] for path in asked_paths(whole_web, "www.classic.com")]
    assert pages == ["1", "2", "3", "1"]


def test_a_seller_found_again_is_not_read_again(
    night: Program, web: SampleWeb, database: str
) -> None:
    crawl(night, "classic_sellers")
    crawl(night, "classic_profiles", "-a", "batches=0")
    crawl(night, "classic_sellers")
    statuses = column(database, "SELECT DISTINCT status FROM classic_seller_queue")
    assert statuses == ["completed"]
    seen = column(database, "SELECT bool_and(last_seen_at > ended_at) FROM classic_seller_queue")
    assert seen == [True]


def test_one_batch_is_as_large_as_it_was_told(
    night: Program, web: SampleWeb, database: str
) -> None:
    crawl(night, "classic_sellers")
    crawl(night, "classic_profiles", "-a", "batch_size=3")
    done = "SELECT count(*) FROM classic_seller_queue WHERE status = 'completed'"
    assert column(database, done) == [3]
    crawl(night, "classic_profiles", "-a", "batch_size=2", "-a", "batches=2")
    assert column(database, done) == [7]


def test_the_live_board_seeds_every_lot_once_and_imports_some(
    night: Program, web: SampleWeb, database: str
) -> None:
    live = {lot["url"] for lot in web.truth["bat_lots"] if lot["status"] == "live"}
    crawl(night, "bat_live", "-a", "chain_depth=3", "-a", "bat_import_batch=2")
    assert set(column(database, "SELECT listing_url FROM import_queue")) == live
    assert column(database, "SELECT count(*) FROM bat_lots") == [6]
    crawl(night, "bat_live", "-a", "chain_depth=1", "-a", "bat_import_batch=0")
    assert set(column(database, "SELECT listing_url FROM import_queue")) == live
    assert asked_paths(web, "bringatrailer.com").count("/auctions/") == 2


def test_a_lot_that_still_runs_is_never_final(
    night: Program, web: SampleWeb, database: str
) -> None:
    lot = next(lot for lot in web.truth["bat_lots"] if lot["status"] == "live")
    crawl(night, "listings", "-a", f"url={lot['url']}")
    waits = "SELECT run_at - (SELECT ends_at FROM bat_lots) FROM bat_extraction_queue"
    assert [w.total_seconds() for w in column(database, waits)] == [600]
    # Its time has come, but the page says that it runs: it comes round again, with no sale.
    for _ in range(2):
        crawl(night, "bat_comments", "-a", f"url={lot['url']}")
    assert column(database, "SELECT status FROM bat_extraction_queue") == ["pending"]
    assert column(database, "SELECT attempts FROM bat_extraction_queue") == [0]
    assert [w.total_seconds() for w in column(database, waits)] == [600]
    assert column(database, "SELECT sale_price FROM bat_lots") == [None]


def test_an_ended_lot_is_done_in_both_queues_after_one_request(
    night: Program, web: SampleWeb, database: str
) -> None:
    lot = next(lot for lot in web.truth["bat_lots"] if lot["status"] == "sold")
    crawl(night, "listings", "-a", f"url={lot['url']}?utm_source=x#comments")
    assert column(database, "SELECT status FROM import_queue") == ["complete"]
    assert column(database, "SELECT status FROM bat_extraction_queue") == ["complete"]
    assert len(asked_paths(web, "bringatrailer.com")) == 1
    crawl(night, "bat_comments", "-a", "batches=0")
    assert len(asked_paths(web, "bringatrailer.com")) == 1


def test_an_inventory_gives_no_more_than_max_results_of_each_list(
    night: Program, web: SampleWeb, database: str
) -> None:
    entries: dict[str, list[Any]] = {}
    for entry in web.truth["dealer_inventory"]:
        if "classic.com" not in str(entry["listing_url"]):  # its profile is not known yet
            entries.setdefault(str(entry["business"]), []).append(entry)
    profile, largest = max(entries.items(), key=lambda item: len(item[1]))
    website = next(b["website"] for b in web.truth["businesses"] if b["profile_url"] == profile)
    crawl(night, "dealer_inventory", "-a", f"url={website}", "-a", "max_results=2")
    lists = 2 if {e["status"] for e in largest} == {"for_sale", "sold"} else 1
    assert column(database, "SELECT count(*) FROM dealer_inventory") == [2 * lists]
    crawl(night, "dealer_inventory", "-a", f"url={website}")
    assert column(database, "SELECT count(*) FROM dealer_inventory") == [len(largest)]
    assert column(database, "SELECT platform FROM businesses") != ["unknown"]


def test_a_list_entry_that_changed_brings_its_page_again(
    night: Program, web: SampleWeb, database: str
) -> None:
    website = next(b["website"] for b in web.truth["businesses"] if b["website"])
    crawl(night, "dealer_inventory", "-a", f"url={website}")
    crawl(night, "listings", "-a", "batches=0")
    with psycopg.connect(database) as conn:
        changed = conn.execute(
            """UPDATE dealer_inventory SET title = 'what it said before', entry_digest = '\\x00'
               WHERE id = (SELECT min(id) FROM dealer_inventory) RETURNING listing_url"""
        ).fetchone()
    crawl(night, "dealer_inventory", "-a", f"url={website}")
    pending = column(database, "SELECT listing_url FROM import_queue WHERE status = 'pending'")
    assert changed is not None
    assert pending == [changed[0]]


def test_a_crawl_opens_no_port(night: Program, web: SampleWeb, database: str) -> None:
    web.ask("/misbehave?host=bringatrailer.com&path=/auctions/&kind=stall&times=1&seconds=3")
    worker = night.start("scrapy", "crawl", "bat_live", "-a", "chain_depth=1")
    deadline = time.monotonic() + 20
    while "/auctions/" not in asked_paths(web, "bringatrailer.com"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    listening = [
        c.laddr
        for process in (psutil.Process(worker.pid), *psutil.Process(worker.pid).children(True))
        for c in process.net_connections("inet")
        if c.status == psutil.CONN_LISTEN
    ]
    worker.communicate(timeout=60)
    assert listening == []
