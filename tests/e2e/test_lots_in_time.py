"""Lots from the first sight to the result: what is asked of the site, and when."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.clock import DatabaseClock
from tests.e2e.test_spiders import asked_paths, column, crawl
from tests.program import Program, SampleWeb

HOST = "bringatrailer.com"
TEN_MINUTES = timedelta(minutes=10)


class Time:
    """The database's time and the web's, moved together."""

    def __init__(self, database: str, web: SampleWeb) -> None:
        self.began = web.now()
        self.now = datetime.fromtimestamp(int(self.began), UTC)
        self.web = web
        self.clock = DatabaseClock(database, self.now)
        self.go_to(self.now)

    def go_to(self, now: datetime) -> None:
        self.now = now
        self.clock.set(now)
        self.web.set_clock(now.timestamp())


@pytest.fixture
def when(database: str, web: SampleWeb) -> Iterator[Time]:
    """Time that stands still until a test moves it; the web has its own back afterwards."""
    time = Time(database, web)
    yield time
    web.set_clock(time.began)


def board(night: Program) -> None:
    crawl(night, "bat_live", "-a", "chain_depth=1", "-a", "bat_import_batch=0")


def read(night: Program, spider: str = "listings") -> None:
    crawl(night, spider, "-a", "batches=0")


def rows(database: str, query: str) -> dict[str, tuple[Any, ...]]:
    """Rows by their first column."""
    with psycopg.connect(database) as conn:
        return {row[0]: row[1:] for row in conn.execute(query.encode())}


def live_lots(web: SampleWeb) -> dict[str, dict[str, Any]]:
    return {str(r["url"]): r for r in web.truth_now()["bat_lots"] if r["status"] == "live"}


def test_the_board_refreshes_known_lots_by_its_one_request(
    night: Program, web: SampleWeb, when: Time, database: str
) -> None:
    board(night)
    read(night)
    known = rows(database, "SELECT url, current_bid, ends_at FROM bat_lots")
    when.go_to(when.now + timedelta(hours=20))
    web.ask("/log?clear=1")
    board(night)
    assert asked_paths(web, HOST) == ["/auctions/"]
    live = {url: lot for url, lot in live_lots(web).items() if url in known}
    stored = rows(database, "SELECT url, current_bid, ends_at, sale_price, status FROM bat_lots")
    assert len(live) > 4
    for url, lot in live.items():
        bid = None if lot["current_bid"] is None else int(str(lot["current_bid"]))
        ends_at = datetime.fromisoformat(str(lot["ends_at"]))
        assert stored[url] == (bid, ends_at, None, "live")
    assert any(stored[url][0] != known[url][0] for url in live), "no bid came in"


def test_a_lot_is_asked_for_when_it_is_found_and_ten_minutes_after_its_end(
    night: Program, web: SampleWeb, when: Time, database: str
) -> None:
    board(night)
    read(night)
    ends = {
        url: ends for url, (ends,) in rows(database, "SELECT url, ends_at FROM bat_lots").items()
    }
    first = min(ends, key=lambda url: ends[url])
    path = first.removeprefix(f"https://{HOST}")
    web.ask("/log?clear=1")
    for moment in (ends[first] - timedelta(minutes=1), ends[first] + timedelta(minutes=9)):
        when.go_to(moment)
        board(night)
        read(night, "bat_comments")
        assert path not in asked_paths(web, HOST)
    # Late bids may have moved the end on.
    at_last = datetime.fromisoformat(
        str(next(r["ends_at"] for r in web.truth_now()["bat_lots"] if r["url"] == first))
    )
    when.go_to(at_last + timedelta(minutes=11))
    read(night, "bat_comments")
    assert asked_paths(web, HOST).count(path) == 1
    (status,) = rows(database, "SELECT bat_url, status FROM bat_extraction_queue")[first]
    assert status == "complete"
    true = next(r for r in web.truth_now()["bat_lots"] if r["url"] == first)
    stored = rows(database, "SELECT url, status, sale_price FROM bat_lots")[first]
    price = None if true["sale_price"] is None else int(str(true["sale_price"]))
    assert stored == (true["status"], price)


def test_a_lot_that_left_the_board_before_its_end_is_looked_at(
    night: Program, web: SampleWeb, when: Time, database: str
) -> None:
    when.go_to(when.now + timedelta(days=7))
    board(night)
    read(night)
    before = live_lots(web)
    when.go_to(when.now + timedelta(days=1))
    gone = [
        url
        for url, lot in before.items()
        if url not in live_lots(web)
        and datetime.fromisoformat(str(lot["ends_at"])) > when.now + timedelta(hours=1)
    ]
    assert gone, "the sample web withdrew no lot on its eighth day"
    board(night)
    read(night, "bat_comments")
    assert rows(database, "SELECT url, status FROM bat_lots")[gone[0]] == ("live",)
    when.go_to(when.now + TEN_MINUTES)
    read(night, "bat_comments")
    assert rows(database, "SELECT url, status FROM bat_lots")[gone[0]] == ("withdrawn",)


def test_live_lots_are_read_once_a_day_where_that_is_set(
    night: Program, web: SampleWeb, when: Time, database: str
) -> None:
    daily = Program({**night.environment, "BAT_LIVE_REREAD": "1d"})
    board(daily)
    read(daily)
    days = "SELECT DISTINCT least(run_at, now() + interval '1 day') FROM bat_extraction_queue q"
    far = " JOIN bat_lots l ON l.url = q.bat_url WHERE l.ends_at > now() + interval '2 days'"
    assert column(database, days + far) == [when.now + timedelta(days=1)]
    when.go_to(when.now + timedelta(hours=23))
    web.ask("/log?clear=1")
    board(daily)
    assert column(database, f"SELECT count(*) FROM ({days + far}) AS d") == [1]
    read(daily, "bat_comments")
    still = {url.removeprefix(f"https://{HOST}") for url in live_lots(web)}
    assert not still & set(asked_paths(web, HOST))
    when.go_to(when.now + timedelta(hours=1))
    read(daily, "bat_comments")
    asked = [path for path in asked_paths(web, HOST) if path in still]
    assert len(asked) == len(set(asked)) > 3


def test_a_span_that_cannot_be_meant_is_refused_before_anything_is_asked(
    night: Program, web: SampleWeb
) -> None:
    wrong = Program({**night.environment, "BAT_LIVE_REREAD": "daily"})
    code, output = wrong.run("scrapy", "crawl", "bat_live")
    assert code != 0
    assert "not a span of time like 90m, 12h or 1d: 'daily'" in output
    assert "Traceback" not in output
    assert asked_paths(web, HOST) == []


def test_photos_of_a_lot_that_is_no_car_are_kept_with_it(
    night: Program, web: SampleWeb, database: str
) -> None:
    sign = next(
        str(row["url"])
        for row in web.truth["listings"]
        if row["source"] == "bringatrailer" and row["vehicle"] is None
    )
    crawl(night, "listings", "-a", f"url={sign}")
    true = [row["url"] for row in web.truth["vehicle_images"] if row["listing_url"] == sign]
    kept = "SELECT url FROM vehicle_images WHERE vehicle_id IS NULL ORDER BY position"
    assert column(database, kept) == true
    assert column(database, "SELECT count(*) FROM vehicles") == [0]
