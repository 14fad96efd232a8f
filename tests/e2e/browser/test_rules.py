"""Pages that only scripts fill in, read with a real Chromium by the rules of every crawl."""

import json
from itertools import pairwise

import pytest

from tests.e2e.browser.pages import (
    ASK,
    CAR,
    CHROMIUM,
    HOST,
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
