"""The cassettes themselves: sound for betamax, small, nobody's, and the same when recorded anew."""

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
    # The largest: of those that are compressed one, where there are any.
    largest = max(cassette.read(path), key=lambda one: len(cassette.body_of(one)))
    session = requests.Session()
    with Betamax(session, cassette_library_dir=str(CASSETTES)).use_cassette(spider, record="none"):
        answered = session.get(largest["request"]["uri"])
    assert answered.status_code == 200
    assert "</html>" in answered.text
    if "Content-Encoding" not in answered.headers:
        assert answered.content == cassette.body_of(largest)
    assert path.read_bytes() == before


def test_every_spider_has_a_cassette_and_all_together_are_small() -> None:
    web, crawls = recorded_crawls()
    assert set(crawls) == set(SPIDERS)
    files = {path.name: path.stat().st_size for path in CASSETTES.glob("*.json")}
    assert set(files) == {CRAWLS, *(f"{spider}.json" for spider in SPIDERS)}
    # Real pages are as large as they are.
    assert web != "sample" or sum(files.values()) < 1_500_000


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
    assert profiles == crawls["classic_profiles"].rows
    assert dealers == crawls["dealer_inventory"].rows
    for spider in ("classic_sellers", "classic_profiles"):
        anew = (tmp_path / f"{spider}.json").read_text()
        kept = (CASSETTES / f"{spider}.json").read_text()
        assert anew == kept, "the sample web has changed: run `make record`"
