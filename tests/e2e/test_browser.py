"""Pages whose fields only scripts fill in, read with a real Chromium."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import psutil
import psycopg
import pytest

from tests.program import Program, program
from tests.web.scripted import Answer, ScriptedWeb, scripted_web

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium is installed")

HOST = "www.quarry-lane.example"
URL = f"https://{HOST}/cars/1"
CAR = {
    "@context": "https://schema.org",
    "@type": "Car",
    "name": "1967 Lancia Fulvia",
    "url": "/cars/1",
    "vehicleModelDate": "1967",
    "brand": "Lancia",
    "model": "Fulvia",
    "offers": {"@type": "Offer", "price": "31500", "priceCurrency": "USD"},
}
WRITE = """
function write(car) {
  const script = document.createElement("script");
  script.type = "application/ld+json";
  script.textContent = JSON.stringify(car);
  document.head.append(script);
  const title = document.createElement("h1");
  title.textContent = car.name;
  document.body.append(title);
}
"""
ASK = WRITE + 'fetch("/api/cars/1").then(a => a.json()).then(write);'


def page(script: str, markup: str = "") -> Answer:
    """A page that states nothing but by its script."""
    return Answer(
        f"<!doctype html><html><head><title>Cars</title></head><body>{markup}"
        f"<script>{script}</script></body></html>"
    )


def as_json(value: object, **about: Any) -> Answer:
    return Answer(json.dumps(value), "application/json", **about)


@pytest.fixture
def web() -> Iterator[ScriptedWeb]:
    with scripted_web() as web:
        web.put(HOST, "/cars/1", page(ASK))
        web.put(HOST, "/api/cars/1", as_json(CAR))
        yield web


@pytest.fixture
def night(database: str, web: ScriptedWeb) -> Program:
    return program(database, web.gateway, BROWSER_HOSTS=f"shop.example, {HOST}")


def rows(database: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as conn:
        return conn.execute(query).fetchall()


def read(night: Program, *settings: str, url: str = URL, status: int = 0) -> str:
    """Read one listing; the crawl's output."""
    code, output = night.run("scrapy", "crawl", "listings", "-a", f"url={url}", *settings)
    assert code == status, output[-4000:]
    assert "Traceback" not in output
    return output


def stat(output: str, name: str) -> int:
    found = re.search(rf"'{re.escape(name)}': (\d+)", output)
    return int(found[1]) if found else 0


def all_pages_closed(output: str) -> bool:
    opened = stat(output, "playwright/page_count")
    return opened > 0 and stat(output, "playwright/page_count/closed") == opened


def row(database: str) -> tuple[Any, ...]:
    (found,) = rows(database, "SELECT status, reason, message FROM import_queue")
    return found


def test_fields_that_only_a_script_fills_in_are_stored(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    output = read(night)
    stored = rows(
        database,
        """SELECT year, make, model, title, asking_price
           FROM listings JOIN vehicles ON vehicles.id = vehicle_id""",
    )
    assert [tuple(map(str, r)) for r in stored] == [
        ("1967", "Lancia", "Fulvia", "1967 Lancia Fulvia", "31500.00")
    ]
    assert row(database)[0] == "complete"
    assert all_pages_closed(output)
    assert stat(output, "playwright/context_count") == 1


def test_without_the_browser_such_a_page_is_unreadable(web: ScriptedWeb, database: str) -> None:
    output = read(program(database, web.gateway))
    assert row(database)[:2] == ("failed", "unreadable")
    assert web.paths(HOST) == ["/cars/1"]
    assert "playwright" not in output


def test_who_we_are_is_told_to_the_site_and_to_its_scripts(
    night: Program, web: ScriptedWeb
) -> None:
    web.put(HOST, "/cars/1", page('fetch("/me?" + encodeURIComponent(navigator.userAgent))'))
    read(night)
    (me,) = [a for a in web.log if a.path.startswith("/me")]
    assert "tests%40example.org" in me.path
    assert {a.headers["user-agent"] for a in web.log} == {
        "overnight-extraction/0.1 (+tests@example.org)"
    }
    assert not [a for a in web.log if {"referer", "cookie", "sec-ch-ua"} & set(a.headers)]


def test_images_fonts_media_stylesheets_and_frames_are_not_loaded(
    night: Program, web: ScriptedWeb
) -> None:
    markup = (
        '<img src="/photo.jpg"><video src="/film.mp4"></video><iframe src="/frame"></iframe>'
        '<link rel="stylesheet" href="/style.css"><link rel="icon" href="/icon.png">'
        "<style>@font-face {font-family: a; src: url(/font.woff2)} p {font-family: a}</style>"
        "<p>Text</p>"
    )
    web.put(HOST, "/cars/1", page(ASK, markup))
    read(night)
    assert web.paths(HOST) == ["/cars/1", "/api/cars/1"]


def test_scripts_may_not_ask_what_robots_txt_forbids(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    rules = "User-agent: *\nDisallow: /api/\n"
    web.put(HOST, "/robots.txt", Answer(rules, "text/plain"))
    output = read(night)
    assert web.paths(HOST) == ["/cars/1"]
    assert row(database)[:2] == ("failed", "unreadable")
    assert stat(output, "browser/refused/robots") == 1
    assert all_pages_closed(output)


def test_a_page_that_robots_txt_forbids_is_not_shown(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    web.put(HOST, "/robots.txt", Answer("User-agent: *\nDisallow: /\n", "text/plain"))
    read(night)
    assert web.paths(HOST) == []
    assert row(database)[1] == "robots"


def test_scripts_keep_the_pace_of_the_host(web: ScriptedWeb, database: str) -> None:
    web.put(HOST, "/cars/1", page(ASK + 'fetch("/api/a"); fetch("/api/b", {method: "POST"});'))
    read(program(database, web.gateway, BROWSER_HOSTS=HOST, HOST_DELAY="0.7"))
    assert row(database)[0] == "complete"
    asked = [a for a in web.log if a.host == HOST]
    assert len(asked) == 5  # robots.txt, the page, what it asks for
    assert asked[-1].at - asked[0].at > 4 * 0.7 - 0.3  # one may come late, the next on time
    assert min(b.at - a.at for a, b in pairwise(asked)) > 0.3


def test_scripts_ask_their_own_site_only(night: Program, web: ScriptedWeb, database: str) -> None:
    web.put(HOST, "/to-ads", Answer(status=302, headers={"Location": "https://ads.example/y"}))
    web.put(
        "api.quarry-lane.example",
        "/car",
        as_json(CAR, headers={"Access-Control-Allow-Origin": "*"}),
    )
    script = (
        'fetch("https://ads.example/x", {mode: "no-cors"}); fetch("/to-ads");'
        'fetch("https://api.quarry-lane.example/car").then(a => a.json()).then(write);'
    )
    web.put(HOST, "/cars/1", page(WRITE + script))
    output = read(night)
    assert row(database)[0] == "complete"
    assert {a.host for a in web.log} == {HOST, "api.quarry-lane.example"}
    assert stat(output, "browser/refused/foreign") == 1


def test_the_browser_itself_reaches_nothing(
    night: Program, web: ScriptedWeb, database: str
) -> None:
    origin = web.gateway.removeprefix("http://")
    script = f"""
        for (const way of ["ws://{origin}/a", "ws://localhost:{origin.split(":")[1]}/b"])
            new WebSocket(way);
        fetch("{web.gateway}/c", {{mode: "no-cors"}});
        navigator.sendBeacon("{web.gateway}/d", "x");
        new Worker(URL.createObjectURL(new Blob(
            ["fetch('{web.gateway}/e', {{mode: 'no-cors'}})"])));
        new EventSource("{web.gateway}/f");
        window.open("{web.gateway}/g");
        const far = new RTCPeerConnection({{iceServers: [{{urls: "stun:{origin}"}}]}});
        far.createDataChannel("h");
        far.createOffer().then(offer => far.setLocalDescription(offer));
    """
    markup = f'<link rel="preconnect" href="{web.gateway}"><img src="{web.gateway}/i">'
    web.put(HOST, "/cars/1", page(ASK + script, markup))
    output = read(night)
    assert row(database)[0] == "complete"
    assert {a.host for a in web.log} == {HOST}
    assert web.paths(HOST) == ["/cars/1", "/api/cars/1"]
    assert all_pages_closed(output)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_scripts_reach_no_private_address(web: ScriptedWeb, database: str, host: str) -> None:
    port = web.gateway.rsplit(":", 1)[1]
    handler = json.dumps({"https": "tests.web.scripted.OneDocument"})
    script = f'fetch("https://{host}:{port}/secret")'
    output = read(
        program(database, "", BROWSER_HOSTS=host),
        *("-s", f"DOWNLOAD_HANDLERS={handler}", "-s", f"ONE_DOCUMENT={page(script).body}"),
        url=f"https://{host}:{port}/cars/1",
    )
    assert stat(output, "browser/refused/refused_address") == 1
    assert web.connections == 0
    assert all_pages_closed(output)


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
