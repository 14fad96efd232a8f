"""Pages in a real Chromium that refuse, hang, lead away, or end with their worker."""

import json
import time

import psutil
import pytest

from tests.e2e.browser.pages import (
    ASK,
    CAR,
    CHROMIUM,
    HOST,
    URL,
    WRITE,
    all_pages_closed,
    as_json,
    page,
    read,
    row,
    rows,
    stat,
)
from tests.program import Program, program
from tests.web.scripted import Answer, ScriptedWeb

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium is installed")


def test_a_script_that_leads_elsewhere_leaves_the_page_as_it_is(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    web.put(HOST, "/cars/1", page(ASK + 'setTimeout(() => { location.href = "/else" }, 100);'))
    read(night)
    assert row(database)[0] == "complete"
    assert web.paths(HOST) == ["/cars/1", "/api/cars/1"]


def test_a_redirect_is_followed_by_the_rules_of_every_crawl(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    web.put(HOST, "/cars/1/old-words", Answer(status=301, headers={"Location": "/cars/1"}))
    read(night, url=f"https://{HOST}/cars/1/old-words")
    assert rows(database, "SELECT count(*) FROM listings") == [(1,)]
    assert web.paths(HOST) == ["/cars/1/old-words", "/cars/1", "/api/cars/1"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer("no", status=403),
        Answer("no", status=429, headers={"Retry-After": "120"}),
        Answer(
            "<html><head><title>Just a moment...</title></head><body>"
            "<script>fetch('/passed')</script></body></html>"
        ),
    ],
)
def test_a_page_that_refuses_us_blocks_its_host_and_is_not_shown(
    night: Program, web: ScriptedWeb, database: str, answer: Answer
) -> None:
    web.put(HOST, "/cars/1", answer)
    output = read(night)
    assert row(database)[:2] == ("pending", "blocked")
    assert rows(database, "SELECT host FROM hosts WHERE blocked_until > now()") == [(HOST,)]
    assert web.paths(HOST) == ["/cars/1"]
    assert stat(output, "playwright/page_count") == 0
    if "Retry-After" in answer.headers:
        waits = "SELECT extract(epoch FROM run_at - now()) FROM import_queue"
        assert 100 <= rows(database, waits)[0][0] <= 120


@pytest.mark.parametrize(
    ("status", "headers"),
    [(429, {"Retry-After": "120"}), (403, {"cf-mitigated": "challenge"})],
)
def test_a_host_that_refuses_a_script_is_left_alone(
    night: Program, web: ScriptedWeb, database: str, status: int, headers: dict[str, str]
) -> None:
    web.put(HOST, "/api/cars/1", as_json({}, status=status, headers=headers))
    output = read(night)
    assert row(database)[:2] == ("pending", "blocked")
    assert rows(database, "SELECT host FROM hosts WHERE blocked_until > now()") == [(HOST,)]
    assert all_pages_closed(output)


def test_scripts_that_never_rest_have_ten_seconds(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    web.put(HOST, "/stalls", Answer(seconds=30))
    web.put(HOST, "/cars/1", page(ASK + 'fetch("/stalls"); setInterval(() => fetch("/x"), 50);'))
    began = time.monotonic()
    output = read(night)
    assert 10 < time.monotonic() - began < 25
    assert row(database)[0] == "complete"
    assert web.paths(HOST).count("/x") < 50
    assert stat(output, "browser/refused/too_many") > 0
    assert all_pages_closed(output)


def test_a_script_that_hangs_the_page_is_a_timeout(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    web.put(HOST, "/cars/1", page("for (;;) {}"))
    output = read(night)
    assert row(database)[:2] == ("pending", "timeout")
    assert all_pages_closed(output)


def test_a_script_is_asked_for_once_a_crawl(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    web.put(HOST, "/write.js", Answer(WRITE, "text/javascript"))
    for number in range(4):
        path = f"/cars/{number}"
        car = {**CAR, "url": path, "name": f"196{number} Lancia Fulvia"}
        markup = '<script src="/write.js"></script>'
        web.put(HOST, path, page(f"write({json.dumps(car)})", markup))
    urls = [f"https://{HOST}/cars/{number}" for number in range(4)]
    assert night.run("scrapy", "enqueue", "import_queue", *urls)[0] == 0
    code, output = night.run("scrapy", "crawl", "listings", "-a", "batch_size=1", "-a", "batches=0")
    assert code == 0, output[-3000:]
    assert rows(database, "SELECT count(*) FROM listings") == [(4,)]
    assert web.paths(HOST).count("/write.js") == 1
    assert all_pages_closed(output)
    assert stat(output, "playwright/browser_count") == 1


def test_more_pages_than_the_browser_opens_at_once_all_get_their_answers(
    web: ScriptedWeb, database: str
) -> None:
    urls = []
    for number in range(12):
        path = f"/cars/{number}"
        script = (
            f'fetch("/api{path}", {{method: "POST", headers: {{"X-Car": "{number}"}}, '
            f"body: JSON.stringify({{id: {number}}})}}).then(a => a.json()).then(write);"
        )
        car = {**CAR, "url": path, "name": f"1967 Lancia Fulvia {number}"}
        web.put(HOST, path, page(WRITE + script))
        web.put(HOST, f"/api{path}", as_json(car))
        urls.append(f"https://{HOST}{path}")
    night = program(database, web.gateway, BROWSER_HOSTS=HOST, HOST_DELAY="0.1")
    assert night.run("scrapy", "enqueue", "import_queue", *urls)[0] == 0
    code, output = night.run("scrapy", "crawl", "listings", "-a", "batch_size=12")
    assert code == 0, output[-3000:]
    assert rows(database, "SELECT count(*) FROM listings") == [(12,)]
    posted = {(a.headers["x-car"], a.body) for a in web.log if a.method == "POST"}
    assert posted == {(str(n), f'{{"id":{n}}}') for n in range(12)}
    assert stat(output, "playwright/page_count/max_concurrent") <= 4
    assert all_pages_closed(output)


def test_a_worker_that_is_told_to_end_gives_its_row_back(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    web.put(HOST, "/api/cars/1", as_json(CAR, seconds=8))
    worker = night.start("scrapy", "crawl", "listings", "-a", f"url={URL}")
    deadline = time.monotonic() + 20
    while "/api/cars/1" not in web.paths(HOST):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    began = time.monotonic()
    worker.terminate()
    output, _ = worker.communicate(timeout=30)
    assert time.monotonic() - began < 7
    assert row(database)[0] == "pending"
    assert all_pages_closed(output), output[-3000:]


def test_a_browser_that_dies_is_a_passing_trouble(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    web.put(HOST, "/api/cars/1", as_json(CAR, seconds=8))
    worker = night.start("scrapy", "crawl", "listings", "-a", f"url={URL}")
    deadline = time.monotonic() + 20
    while "/api/cars/1" not in web.paths(HOST):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    browser = next(
        child
        for child in psutil.Process(worker.pid).children(recursive=True)
        if "--remote-debugging-pipe" in child.cmdline() and "--type=" not in str(child.cmdline())
    )
    browser.kill()
    output, _ = worker.communicate(timeout=30)
    assert worker.returncode == 0, output[-3000:]
    assert row(database)[:2] == ("pending", "connection")
    assert "Traceback" not in output
    assert all_pages_closed(output)


def test_without_a_browser_no_row_is_touched(web: ScriptedWeb, database: str) -> None:
    night = program(
        database, web.gateway, BROWSER_HOSTS=HOST, BROWSER_EXECUTABLE="/no/such/browser"
    )
    output = read(night, status=1)
    assert "BROWSER_HOSTS needs a browser" in output
    assert rows(database, "SELECT status, attempts FROM import_queue") == [("pending", 0)]
