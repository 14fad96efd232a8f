"""What `scrapy readpage` prints of pages, lists, feeds and sitemaps, and of their items."""

import codecs
import gzip
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.commands.readpage import as_json, read, saved_text
from crawler.commands.readpage import printed as printed_page
from crawler.items import CommentPhoto, CommentVideo, ReadPage
from crawler.pages.errors import Challenge, NotAVehicle, Unreadable
from crawler.pages.platforms import PLATFORMS
from crawler.pages.reading import HomePage
from tests.e2e.prompt import ROOT, scrapy
from tests.pages.invented_thread import UPLOADS, as_text, line, photo, thread, video
from tests.web.dealers.design import Design
from tests.web.world import World

NOBODY = "postgresql://operator:swordfish@127.0.0.1:1/nights"


def printed(value: object) -> object:
    return json.loads(json.dumps(value, default=as_json))


def test_photos_and_videos_of_a_comment_are_objects() -> None:
    assert printed([CommentPhoto(url="a", width=1), CommentVideo(url="b", title="c")]) == [
        {"url": "a", "width": 1, "height": None},
        {"url": "b", "provider": None, "title": "c"},
    ]


def test_money_is_text_and_times_and_dates_are_iso_8601() -> None:
    assert printed([Decimal("9.50"), datetime(2026, 3, 14, 20, tzinfo=UTC), date(2026, 3, 14)]) == [
        "9.50",
        "2026-03-14T20:00:00+00:00",
        "2026-03-14",
    ]


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="no JSON for set"):
        printed({1})
    with pytest.raises(TypeError, match="no JSON for type"):
        printed(CommentPhoto)


def test_readpage_prints_the_photos_of_a_comment(tmp_path: Path) -> None:
    html = (ROOT / "tests/pages/fixtures/bat-sold.html").read_text(encoding="utf-8")
    said = [line(number, images=[photo("sill")], videos=[video()]) for number in range(1, 10)]
    vms = f"var BAT_VMS = {as_text(thread(*said))};"
    changed, count = re.subn(r"^var BAT_VMS = .*;$", lambda _: vms, html, flags=re.MULTILINE)
    assert count == 1
    page = tmp_path / "lot.html"
    page.write_text(changed, encoding="utf-8")
    url = "https://bringatrailer.com/listing/some-car/"
    ended = scrapy("readpage", str(page), "--url", url, database=NOBODY)
    assert ended.code == 0, ended.err
    comments = [i for i in json.loads(ended.out)["items"] if i["type"] == "BatComment"]
    assert len(comments) == 9
    sill = {"url": f"{UPLOADS}sill.jpg", "width": 2048, "height": 1536}
    assert comments[0]["photos"] == [sill]
    assert [one["provider"] for one in comments[0]["videos"]] == ["youtube"]


@pytest.fixture(scope="module")
def world() -> World:
    """Dealers with JSON, a packed sitemap, a sitemap in parts, and lists alone."""
    designs = ("vehica", "dealer_fire", "wix", "accelerate_grid")
    return World(
        7, now=1_767_225_600, sellers=5, dealer_cars=(12, 30), dealer_sizes=(), designs=designs,
        live=1, ended=1, photos=(1, 2), comments=(1, 2),
    )  # fmt: skip


def dealer(world: World, platform: str) -> Design:
    (host,) = (one.host for one in world.dealers.facts if one.platform == platform)
    return world.dealers.design(host)


def served(world: World, url: str) -> bytes:
    """What the sample web answers to this URL."""
    asked = urlsplit(url)
    page = world.answer(asked.hostname or "", asked.path, dict(parse_qsl(asked.query)))
    assert page.status == 200
    return page.body


def shown(page: ReadPage | HomePage) -> Any:
    """What the command prints of a page."""
    return json.loads(json.dumps(printed_page(page), default=as_json))


def first_road(world: World, design: Design) -> str:
    """The URL of the first list page, as the home page's printed roads tell it."""
    home = shown(read(served(world, design.dealer.website).decode(), design.dealer.website))
    return str(home["roads"][0][0])


@pytest.mark.parametrize("platform", ["vehica", "dealer_fire", "wix", "dealer_accelerate"])
def test_a_home_page_prints_the_roads_to_its_lists(world: World, platform: str) -> None:
    site = dealer(world, platform).dealer.website
    html = served(world, site).decode()
    roads = [[one.url for one in road] for road in PLATFORMS[platform].roads(html, site, "both")]
    assert roads
    home = {"page": f"{platform}_home", "items": [], "roads": roads}
    assert shown(read(html, site)) == home
    assert shown(read(html, f"{site}index.html")) == home


def test_only_a_home_page_prints_roads(world: World) -> None:
    # Each page of a site leads to its lists: one that cannot be read is not passed off as home.
    design = dealer(world, "dealer_accelerate")
    html = served(world, design.dealer.website).decode()
    for path in ("about", "vehicles/elm/300008/1966-lincoln-continental", "homes/"):
        with pytest.raises(NotAVehicle):
            read(html, f"{design.dealer.website}{path}")
    with pytest.raises(NotAVehicle):
        read(html, design.dealer.website, "dealer_accelerate")


def test_a_wall_before_the_home_page_is_no_home_page() -> None:
    with pytest.raises(Challenge):
        read("<title>Just a moment...</title>", "https://www.bluegate-motors.example/")


def test_a_page_of_no_platform_is_no_home_page() -> None:
    with pytest.raises(Unreadable, match="no platform's marks"):
        read("<html><title>A bakery</title></html>", "https://bakery.example/")


def test_json_is_read_as_the_list_that_it_is(world: World) -> None:
    design = dealer(world, "vehica")
    stock = world.dealers.stock(design.dealer.host)
    url = first_road(world, design)
    page = shown(read(served(world, url).decode(), url, "vehica", as_list=True))
    assert set(page) == {"page", "items"}
    assert page["page"] == "vehica_list"
    assert {item["url"] for item in page["items"]} == {design.url(one) for one in stock}
    # Read without being called a list it is the same.
    assert shown(read(served(world, url).decode(), url, "vehica")) == page

    record = page["items"][0]
    read_at = shown(read(served(world, record["page_url"]).decode(), record["url"], "vehica"))
    assert read_at["page"] == "vehica_vehicle"
    assert [item["type"] for item in read_at["items"]][:2] == ["Listing", "Vehicle"]
    assert read_at["items"][0]["url"] == record["url"]


def test_a_list_that_tells_no_status_has_none(world: World) -> None:
    design = dealer(world, "dealer_fire")
    url = first_road(world, design)
    sitemap = saved_text(served(world, url), url)
    stock = world.dealers.stock(design.dealer.host)
    for as_list in (True, False):
        page = shown(read(sitemap, url, "dealer_fire", as_list=as_list))
        statuses = {item["url"]: item["status"] for item in page["items"]}
        assert statuses == {design.url(one): None for one in stock}


def test_a_recognised_list_has_the_status_of_its_marks_alone(world: World) -> None:
    design = dealer(world, "dealer_accelerate")
    sold = f"{design.dealer.website}vehicles"
    for as_list in (True, False):
        page = shown(read(served(world, sold).decode(), sold, as_list=as_list))
        assert page["page"] == "dealer_accelerate_list"
        assert {item["status"] for item in page["items"]} == {None, "sold"}


def test_the_parts_of_a_sitemap_are_printed_as_further_pages(world: World) -> None:
    design = dealer(world, "wix")
    url = first_road(world, design)
    page = shown(read(served(world, url).decode(), url, "wix", as_list=True))
    assert page["items"] == []
    (part,) = page["further"]
    read_part = shown(read(served(world, part).decode(), part, "wix", as_list=True))
    assert len(read_part["items"]) == len(world.dealers.stock(design.dealer.host))
    assert "further" not in read_part


def test_why_an_entry_was_not_read_is_printed(world: World) -> None:
    design = dealer(world, "vehica")
    url = first_road(world, design)
    records = json.loads(served(world, url))
    del records[3]["link"]
    page = shown(read(json.dumps(records), url, "vehica", as_list=True))
    assert len(page["items"]) == len(records) - 1
    (why,) = page["unread"]
    assert str(records[3]["id"]) in why


@pytest.mark.parametrize(
    "url", ["https://bringatrailer.com/auctions/", "https://www.classic.com/s/some-motors-abcdefg/"]
)
def test_where_urls_tell_what_pages_are_no_other_list_is_read(url: str) -> None:
    with pytest.raises(ValueError, match="is told by their URLs"):
        read("<html></html>", url, as_list=True)


def test_a_platform_that_is_none_is_refused_with_those_that_are(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_text("[]")
    ended = scrapy(
        "readpage",
        str(file),
        "--url",
        "https://a.example/",
        "--platform",
        "vehicca",
        database=NOBODY,
    )
    assert (ended.code, ended.out) == (2, "")
    assert ended.message == f"no platform 'vehicca'; the platforms are {', '.join(PLATFORMS)}"


@pytest.mark.parametrize("form", ["mark", "packed"])
def test_readpage_reads_a_feed_however_it_was_saved(
    world: World, tmp_path: Path, form: str
) -> None:
    design = dealer(world, "vehica")
    url = first_road(world, design)
    file = tmp_path / "cars.json"
    body = served(world, url)
    file.write_bytes(codecs.BOM_UTF8 + body if form == "mark" else gzip.compress(body))
    asked = ("--url", url, "--platform", "vehica", "--list")
    ended = scrapy("readpage", str(file), *asked, database=NOBODY)
    assert ended.code == 0, ended.err
    expected = shown(read(body.decode(), url, "vehica", as_list=True))
    assert json.loads(ended.out) == expected


def test_a_packed_file_that_is_cut_or_broken_is_unreadable(world: World, tmp_path: Path) -> None:
    url = first_road(world, dealer(world, "dealer_fire"))
    packed = served(world, url)
    with pytest.raises(Unreadable, match="cut"):
        read(saved_text(packed[: len(packed) // 2], url), url, "dealer_fire", as_list=True)
    file = tmp_path / "sitemap.xml.gz"
    file.write_bytes(packed[:10])
    asked = ("--url", url, "--platform", "dealer_fire", "--list")
    ended = scrapy("readpage", str(file), *asked, database=NOBODY)
    assert (ended.code, ended.out) == (1, "")
    assert ended.message.startswith("unreadable: the packed body: ")
