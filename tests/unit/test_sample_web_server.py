"""The sample web's server: robots, the log, and each misbehaviour exactly as told."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.web.__main__ import SMALL
from tests.web.as_json import truth_json
from tests.web.bat.site import BringATrailer
from tests.web.misbehaviour import HUGE_BYTES
from tests.web.server import start
from tests.web.world import World

NOW = 1_790_000_000.0
BAT = "bringatrailer.com"


@pytest.fixture(scope="module")
def world() -> World:
    return World(7, now=NOW, **SMALL)


@pytest.fixture(scope="module")
def bat(world: World) -> BringATrailer:
    return next(site for site in world.sites if isinstance(site, BringATrailer))


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


Get = Callable[..., Coroutine[Any, Any, Answer]]


@pytest_asyncio.fixture
async def get(world: World) -> AsyncIterator[Get]:
    runner, port = await start(world)
    async with aiohttp.ClientSession() as session:

        async def asked(path: str, host: str = BAT) -> Answer:
            async with session.get(
                f"http://127.0.0.1:{port}{path}", headers={"Host": host}, allow_redirects=False
            ) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, headers, await response.read())

        yield asked
    await runner.cleanup()


async def misbehave(get: Get, query: str) -> None:
    told = await get(f"/misbehave?{query}", host="control.sample")
    assert told.status == 200, told.body


async def test_robots_are_told_the_delay_and_what_is_closed(get: Get) -> None:
    answer = await get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    lines = answer.body.decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Crawl-delay: 1"]
    closed = ("/wp-admin/", "/message/", "/member/", "/account/", "/search/")
    assert lines[2:] == [f"Disallow: {path}" for path in closed]


async def test_requests_are_logged(get: Get) -> None:
    assert (await get("/ready", host="control.sample")).status == 200
    await get("/auctions/?a=b")
    await get("/nothing/", host="nobody.example")
    log = json.loads((await get("/log", host="control.sample")).body)
    assert [(row["host"], row["path"], row["status"]) for row in log] == [
        (BAT, "/auctions/?a=b", 200),
        ("nobody.example", "/nothing/", 404),
    ]
    assert log[0]["time"] <= log[1]["time"] <= time.monotonic()


async def test_the_clock_stands_still_until_it_is_set(get: Get) -> None:
    assert await clock(get) == await clock(get) == {"now": NOW, "speed": 0}
    try:
        assert await clock(get, f"?now={NOW + 60}") == {"now": NOW + 60, "speed": 0}
        assert await clock(get) == {"now": NOW + 60, "speed": 0}
        assert (await clock(get, "?speed=1000"))["speed"] == 1000
        assert NOW + 60 < (await clock(get))["now"] < (await clock(get))["now"]
    finally:
        assert await clock(get, f"?now={NOW}&speed=0") == {"now": NOW, "speed": 0}


async def clock(get: Get, query: str = "") -> dict[str, float]:
    answer = await get(f"/clock{query}", host="control.sample")
    assert answer.status == 200, answer.body
    told: dict[str, float] = json.loads(answer.body)
    return told


@pytest.mark.parametrize("query", ["now=noon", "now=nan", "speed=-1", "now=inf"])
async def test_what_is_no_time_does_not_set_the_clock(get: Get, query: str) -> None:
    assert (await get(f"/clock?{query}", host="control.sample")).status == 400
    assert await clock(get) == {"now": NOW, "speed": 0}


async def test_the_truth_is_told_of_the_time_that_the_clock_shows(get: Get, world: World) -> None:
    before = await truth(get)
    assert before == json.loads(truth_json(world.truth()))
    try:
        await clock(get, f"?now={NOW + 5 * 86_400}")
        after = await truth(get)
    finally:
        await clock(get, f"?now={NOW}")
    assert len(after["bat_lots"]) > len(before["bat_lots"])
    assert after["businesses"] == before["businesses"]


async def truth(get: Get) -> dict[str, list[dict[str, Any]]]:
    answer = await get("/truth", host="control.sample")
    assert answer.headers["content-type"].startswith("application/json")
    told: dict[str, list[dict[str, Any]]] = json.loads(answer.body)
    return told


@pytest.mark.parametrize("status", [404, 410, 429, 500, 503])
async def test_a_status_is_answered_as_often_as_told(get: Get, status: int) -> None:
    await misbehave(get, f"host={BAT}&path=/auctions/&kind={status}&times=2&seconds=30")
    answers = [await get("/auctions/") for _ in range(3)]
    assert [answer.status for answer in answers] == [status, status, 200]
    assert answers[0].headers.get("retry-after") == ("30" if status == 429 else None)


async def test_a_rule_for_ever_on_a_prefix_spares_other_paths(get: Get) -> None:
    await misbehave(get, f"host={BAT}&path=/listing/*&kind=503&times=0")
    assert [(await get("/listing/any/")).status for _ in range(4)] == [503] * 4
    assert (await get("/auctions/")).status == 200
    await get("/behave", host="control.sample")
    assert (await get("/listing/any/")).status == 404


async def test_a_stall_lasts_as_long_as_told(get: Get) -> None:
    await misbehave(get, f"host={BAT}&path=/robots.txt&kind=stall&seconds=0.3")
    begun = time.monotonic()
    assert (await get("/robots.txt")).status == 200
    assert 0.25 < time.monotonic() - begun < 5


async def test_a_cut_body_is_shorter_than_declared(get: Get) -> None:
    await misbehave(get, f"host={BAT}&path=/auctions/&kind=cut")
    with pytest.raises(aiohttp.ClientPayloadError):
        await get("/auctions/")
    assert (await get("/auctions/")).status == 200


async def test_half_a_page_is_framed_well(get: Get) -> None:
    await misbehave(get, f"host={BAT}&path=/auctions/&kind=half")
    half, whole = await get("/auctions/"), await get("/auctions/")
    assert half.status == 200
    assert half.body == whole.body[: len(whole.body) // 2]


async def test_bad_json_does_not_parse(get: Get, bat: BringATrailer) -> None:
    await misbehave(get, f"host={BAT}&path=*&kind=badjson&times=2")
    lot, board = await get(f"/listing/{bat.lots[0].slug}/"), await get("/auctions/")
    for answer, variable in ((lot, "BAT_VMS"), (board, "auctionsCurrentInitialData")):
        embedded = answer.body.decode().partition(f"var {variable} = ")[2]
        with pytest.raises(json.JSONDecodeError, match="property name"):
            json.JSONDecoder().raw_decode(embedded)


async def test_a_challenge_says_that_it_is_one(get: Get) -> None:
    await misbehave(get, f"host={BAT}&path=/auctions/&kind=challenge")
    answer = await get("/auctions/")
    assert (answer.status, answer.headers["cf-mitigated"]) == (403, "challenge")
    assert b"Just a moment..." in answer.body


async def test_a_redirect_leads_where_told(get: Get) -> None:
    await misbehave(get, f"host={BAT}&path=/auctions/&kind=redirect&to=/elsewhere/")
    answer = await get("/auctions/")
    assert (answer.status, answer.headers["location"]) == (302, f"https://{BAT}/elsewhere/")


async def test_a_huge_page_is_huge(get: Get) -> None:
    await misbehave(get, f"host={BAT}&path=/auctions/&kind=huge")
    assert len((await get("/auctions/")).body) >= HUGE_BYTES


async def test_a_wrong_page_is_one_of_another_class(get: Get, bat: BringATrailer) -> None:
    path = f"/listing/{bat.lots[0].slug}/"
    await misbehave(get, f"host={BAT}&path={path}&kind=wrong")
    wrong = await get(path)
    assert wrong.status == 200
    assert wrong.body == (await get("/auctions/")).body


async def test_an_unknown_kind_is_refused(get: Get) -> None:
    told = await get(f"/misbehave?host={BAT}&path=/&kind=nonsense", host="control.sample")
    assert told.status == 400


async def test_two_clients_are_served_at_once(get: Get) -> None:
    await misbehave(get, f"host={BAT}&path=/slow/&kind=stall&seconds=0.5")
    slow = asyncio.create_task(get("/slow/"))
    await asyncio.sleep(0.05)
    assert (await get("/robots.txt")).status == 200
    assert not slow.done()
    await slow
