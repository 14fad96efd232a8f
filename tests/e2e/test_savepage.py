"""One page saved by hand: by the same rules as every crawl."""

import asyncio
import gzip
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.e2e.prompt import Prompted, scrapy
from tests.web.server import start
from tests.web.world import World

HOST = "bringatrailer.com"
BOARD = f"https://{HOST}/auctions/"
DESIGNS = ("dealer_fire", "vehica")  # a packed sitemap, and JSON
FEED = "https://feeds.example"
SITEMAP = (
    '<?xml version="1.0" encoding="{}"?>\n<urlset>'
    "<url><loc>https://feeds.example/vehicle-details/citroën-sm-nowhere-id-7</loc></url></urlset>"
)
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF"


@pytest.fixture
async def gateway() -> AsyncIterator[str]:
    """The origin of a small sample web."""
    world = World(
        seed=7, crawl_delay=0.01, sellers=3, designs=DESIGNS, dealer_cars=(3, 5), dealer_sizes=(),
        live=3, ended=2, photos=(1, 3), comments=(1, 3),
    )  # fmt: skip
    runner, port = await start(world)
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


@pytest.fixture
async def feeds() -> AsyncIterator[str]:
    """The origin of a site with odd files."""
    latin = SITEMAP.format("ISO-8859-1").encode("latin-1")
    packed = gzip.compress(SITEMAP.format("UTF-8").encode())
    files = {
        "/latin.xml": (latin, "application/xml; charset=ISO-8859-1"),
        "/named-xml.gz": (packed, "text/xml"),
        "/broken.xml.gz": (packed[:10], "application/x-gzip"),
        "/photo.jpg": (PHOTO, "image/jpeg"),
    }

    async def answer(request: web.Request) -> web.Response:
        if request.path not in files:
            return web.Response(status=404)
        body, kind = files[request.path]
        return web.Response(body=body, headers={"Content-Type": kind})

    application = web.Application()
    application.router.add_get("/{tail:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def read(file: Path, url: str, *arguments: str) -> Any:
    """What readpage prints of a saved file."""
    ended = await asyncio.to_thread(
        scrapy, "readpage", str(file), "--url", url, *arguments, database=""
    )
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


async def save(database: str, gateway: str, url: str, *arguments: str) -> Prompted:
    """Run the command while the sample web answers."""
    return await asyncio.to_thread(
        scrapy, "savepage", url, *arguments, database=database, gateway=gateway
    )


async def misbehave(gateway: str, path: str, kind: str) -> None:
    """Let this path of the host go wrong from now on."""
    asked = {"host": HOST, "path": path, "kind": kind, "times": "0", "seconds": "900", "to": "/x"}
    async with ClientSession() as session, session.get(f"{gateway}/misbehave", params=asked) as ok:
        assert ok.status == 200


async def test_a_saved_page_is_one_that_readpage_reads(
    database: str, gateway: str, tmp_path: Path
) -> None:
    file = tmp_path / "board.html"
    ended = await save(database, gateway, BOARD, str(file))
    assert ended.code == 0, ended.err
    assert ended.out == f"{file}: {file.stat().st_size} bytes of {BOARD}\n"
    read = await asyncio.to_thread(scrapy, "readpage", str(file), "--url", BOARD, database=database)
    kinds = [item["type"] for item in json.loads(read.out)["items"]]
    assert kinds == ["Listing", "BatLot"] * 3


@pytest.mark.parametrize("platform", DESIGNS)
async def test_from_the_home_page_to_a_car_each_saved_file_leads_to_the_next(
    database: str, gateway: str, tmp_path: Path, platform: str
) -> None:
    async with ClientSession() as session, session.get(f"{gateway}/truth") as answer:
        truth = await answer.json()
    (dealer,) = (one for one in truth["businesses"] if one["platform"] == platform)
    file = tmp_path / "saved"

    async def saved(url: str, *arguments: str) -> Any:
        ended = await save(database, gateway, url, str(file), "--force")
        assert ended.code == 0, ended.err
        return await read(file, url, *arguments)

    home = await saved(dealer["website"])
    assert home["page"] == f"{platform}_home"
    url = home["roads"][0][0]
    listed = (await saved(url, "--platform", platform, "--list"))["items"]
    assert file.read_bytes()[:1] in (b"<", b"[")
    host = urlsplit(dealer["website"]).hostname
    assert {item["url"] for item in listed} == {
        one["listing_url"]
        for one in truth["dealer_inventory"]
        if urlsplit(one["listing_url"]).hostname == host
    }
    cars = {one["url"]: one for one in truth["listings"]}
    entry = next(item for item in listed if item["url"] in cars)
    await save(database, gateway, entry["page_url"] or entry["url"], str(file), "--force")
    listing = (await read(file, entry["url"], "--platform", platform))["items"][0]
    assert (listing["type"], listing["title"]) == ("Listing", cars[entry["url"]]["title"])


@pytest.mark.parametrize("name", ["latin.xml", "named-xml.gz"])
async def test_a_sitemap_is_saved_as_a_crawl_reads_it(
    database: str, feeds: str, tmp_path: Path, name: str
) -> None:
    file, url = tmp_path / "sitemap.xml", f"{FEED}/{name}"
    ended = await save(database, feeds, url, str(file))
    assert ended.code == 0, ended.err
    assert "/vehicle-details/citroën-sm-nowhere-id-7" in file.read_text(encoding="utf-8")
    (entry,) = (await read(file, url, "--platform", "dealer_fire", "--list"))["items"]
    assert entry["url"].startswith(f"{FEED}/vehicle-details/citro")


async def test_a_broken_packed_sitemap_is_not_saved(
    database: str, feeds: str, tmp_path: Path
) -> None:
    url = f"{FEED}/broken.xml.gz"
    ended = await save(database, feeds, url, str(tmp_path / "sitemap.xml"))
    assert ended.code == 1
    assert ended.message.startswith(f"{url}: unreadable: the packed body: ")
    assert os.listdir(tmp_path) == []


async def test_what_is_no_text_is_saved_as_it_came(
    database: str, feeds: str, tmp_path: Path
) -> None:
    file = tmp_path / "photo.jpg"
    assert (await save(database, feeds, f"{FEED}/photo.jpg", str(file))).code == 0
    assert file.read_bytes() == PHOTO


async def test_the_hosts_pace_and_rules_are_kept_for_all_workers(
    database: str, gateway: str, tmp_path: Path, conn: AsyncConnection
) -> None:
    await save(database, gateway, BOARD, str(tmp_path / "board.html"))
    row = (await conn.execute(text("SELECT * FROM hosts WHERE host = :h"), {"h": HOST})).one()
    assert row.requests >= 1
    assert "Disallow" in row.robots_txt
    assert row.crawl_delay == 0.01


async def test_a_file_that_exists_is_only_overwritten_by_force(
    database: str, gateway: str, tmp_path: Path
) -> None:
    file = tmp_path / "board.html"
    file.write_text("precious")
    ended = await save(database, gateway, BOARD, str(file))
    assert ended.code == 2
    assert "exists; --force overwrites it" in ended.message
    assert file.read_text() == "precious"
    assert (await save(database, gateway, BOARD, str(file), "--force")).code == 0
    assert file.read_text() != "precious"


@pytest.mark.parametrize(
    ("kind", "says"),
    [("404", "gone: HTTP 404"), ("500", "server_error: HTTP 500"), ("redirect", "gone: HTTP 404")],
)
async def test_where_no_page_came_the_reason_is_said_and_no_file_written(
    database: str, gateway: str, tmp_path: Path, kind: str, says: str
) -> None:
    await misbehave(gateway, "/auctions/", kind)
    ended = await save(database, gateway, BOARD, str(tmp_path / "board.html"))
    assert (ended.code, ended.err) == (1, f"{BOARD}: {says}\n")
    assert os.listdir(tmp_path) == []


async def test_what_robots_txt_forbids_is_not_fetched(
    database: str, gateway: str, tmp_path: Path
) -> None:
    url = f"https://{HOST}/account/"
    ended = await save(database, gateway, url, str(tmp_path / "account.html"))
    assert (ended.code, ended.err) == (1, f"{url}: robots: robots.txt of {HOST} forbids it\n")
    async with ClientSession() as session, session.get(f"{gateway}/log") as answer:
        assert "/account/" not in {entry["path"] for entry in await answer.json()}


@pytest.mark.parametrize(("kind", "says"), [("429", "HTTP 429"), ("challenge", "HTTP 403")])
async def test_a_refusal_blocks_the_host_for_everybody(
    database: str, gateway: str, tmp_path: Path, conn: AsyncConnection, kind: str, says: str
) -> None:
    await misbehave(gateway, "/auctions/", kind)
    ended = await save(database, gateway, BOARD, str(tmp_path / "board.html"))
    assert (ended.code, ended.err) == (1, f"{BOARD}: blocked: {says}\n")
    blocked = await conn.scalar(text("SELECT blocked_until > now() + '14 min' FROM hosts"))
    assert blocked is True
    again = await save(database, gateway, BOARD, str(tmp_path / "board.html"))
    assert again.code == 1
    assert f"{HOST} is blocked for another" in again.message


async def test_a_private_address_is_refused(database: str, tmp_path: Path) -> None:
    ended = await save(database, "", "http://127.0.0.1:1/", str(tmp_path / "own.html"))
    assert ended.code == 1
    assert "refused_address" in ended.message
