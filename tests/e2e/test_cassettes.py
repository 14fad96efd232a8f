"""The cassettes themselves: sound for betamax, small, nobody's, and the same when recorded anew."""

import gzip
import json
import os
from pathlib import Path

import pytest
import requests
from betamax import Betamax
from sqlalchemy import URL

from tests.recording import cassette, start_rows
from tests.recording.flow import CASSETTES, CRAWLS, SPIDERS, Recorder, recorded_crawls
from tests.recording.sample import RECORDED_AT, sample_world, served


@pytest.mark.parametrize("spider", SPIDERS)
def test_betamax_itself_plays_the_cassette(spider: str) -> None:
    path = CASSETTES / f"{spider}.json"
    before = path.read_bytes()
    for one in json.loads(before)["http_interactions"]:
        for body in (one["request"]["body"], one["response"]["body"]):
            assert set(body) == {"encoding", "base64_string"}
    recorded = cassette.read(path)
    # The largest, of those that are compressed one, where there are any; and all that were POSTed.
    played = [max(recorded, key=lambda one: len(cassette.body_of(one)))]
    played += [one for one in recorded if one["request"]["method"] == "POST"]
    session = requests.Session()
    with Betamax(session, cassette_library_dir=str(CASSETTES)).use_cassette(
        spider,
        record="none",
        match_requests_on=["method", "uri", "body"],
        allow_playback_repeats=True,
    ):
        for one in played:
            asked, expected = one["request"], cassette.body_of(one)
            answered = session.request(
                asked["method"], asked["uri"], data=cassette.posted_in(one) or None
            )
            assert answered.status_code == 200
            if answered.headers.get("Content-Encoding") == "gzip":
                expected = gzip.decompress(expected)
            assert answered.content == expected
    assert path.read_bytes() == before


def test_every_spider_has_a_cassette_and_all_together_are_small() -> None:
    web, crawls = recorded_crawls()
    assert set(crawls) == set(SPIDERS)
    files = {path.name: path.stat().st_size for path in CASSETTES.glob("*.json")}
    assert set(files) == {CRAWLS, *(f"{spider}.json" for spider in SPIDERS)}
    # Real pages are as large as they are.
    assert web != "sample" or sum(files.values()) < 1_200_000


def test_the_recordings_show_each_way_in_which_lists_and_cars_are_read() -> None:
    web, crawls = recorded_crawls()
    if web != "sample":
        pytest.skip(f"nobody knows what the {web} shows")
    lists = cassette.read(CASSETTES / "dealer_inventory.json")
    asked = [one["request"] for one in lists]
    posted = [cassette.posted_in(one) for one in lists if one["request"]["method"] == "POST"]
    assert len(posted) > len({one["uri"] for one in asked if one["method"] == "POST"}) > 0
    assert len(set(posted)) == len(posted)
    for part in ("/sitemap.xml", "/wp-json/", "/vehicles?page=2", "/vehicles/sold", "status=sold"):
        assert [one["uri"] for one in asked if part in one["uri"]], part

    rows = crawls["dealer_inventory"].rows
    assert {bool(row["website"]) for row in rows} == {True, False}
    assert all(str(row["profile_url"]).startswith("https://www.classic.com/s/") for row in rows)
    pages = [one["request"]["uri"] for one in cassette.read(CASSETTES / "listings.json")]
    assert [url for url in pages if "//www.classic.com/veh/" in url]
    records = {row["url"]: row["page_url"] for row in crawls["listings"].rows if "page_url" in row}
    read = {url: record for url, record in records.items() if record}
    assert read
    # The record stands in the page's place.
    assert {*read.values()} <= {*pages}
    assert not {*read} & {*pages}


def test_no_cassette_names_a_visitor_a_server_or_a_day() -> None:
    for spider in SPIDERS:
        for one in cassette.read(CASSETTES / f"{spider}.json"):
            names = {name.lower() for name in one["response"]["headers"]}
            assert not names & {"set-cookie", "date", "server"}
            assert not {"User-Agent", "Cookie"} & set(one["request"]["headers"])


async def test_recording_the_sample_web_anew_gives_the_same_files(
    server: URL, tmp_path: Path
) -> None:
    web, crawls = recorded_crawls()
    if web != "sample":
        pytest.skip(f"the cassettes were recorded from the {web}")
    async with served(sample_world()) as gateway:
        environment = {**os.environ, "WEB_GATEWAY": gateway, "HOST_DELAY": "0.01"}
        recorder = Recorder(tmp_path, server, environment, RECORDED_AT)
        async with recorder.recorded("classic_sellers") as conn:
            profiles = await start_rows.found_by_directory(conn)
        async with recorder.recorded("classic_profiles", profiles) as conn:
            dealers = await start_rows.found_by_profiles(conn)
        async with recorder.recorded("dealer_inventory", dealers) as conn:
            listings = await start_rows.found_by_inventories(conn)
    assert profiles == crawls["classic_profiles"].rows
    assert dealers == crawls["dealer_inventory"].rows
    assert listings == [row for row in crawls["listings"].rows if "platform" in row]
    for spider in ("classic_sellers", "classic_profiles", "dealer_inventory"):
        anew = (tmp_path / f"{spider}.json").read_text()
        kept = (CASSETTES / f"{spider}.json").read_text()
        assert anew == kept, "the sample web has changed: run `make record`"
