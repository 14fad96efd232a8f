"""No road leads to an address that is not public, however it is written and whoever names it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.hostile_server import hostile_server
from tests.program import program

PUBLIC = "93.184.216.34"  # nothing is sent there: the crawl's process is fenced
WRITTEN = [
    "127.0.0.1",
    "127.0.0.1.",
    "2130706433",
    "0x7f.1",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "0",
    "127%2E0%2E0%2E1",
    "１２７.0.0.1",
    "127。0。0。1",
    "localhost",
    "LOCALHOST",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[fd00::1]",
    "[fe80::1]",
    "[::ffff:127.0.0.1]",
    "[::7f00:1]",
    "[2002:7f00:1::]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::1]",
    "[2001:0:5db8:d822::1]",
]
NAMES = {
    "inside.example": ["10.0.0.5"],
    "metadata.example": ["169.254.169.254"],
    "xn--bcher-kva.example": ["127.0.0.1"],
    "bücher.example": ["127.0.0.1"],
    "changing.example": [PUBLIC, "127.0.0.1"],
}


def crawled(
    database: str, folder: Path, urls: list[str], *settings: str
) -> tuple[dict[str, tuple[str, str | None, str]], list[str]]:
    """Each URL's end (status, reason, message), and the fence's log."""
    log = folder / "fence.log"
    night = program(database, "", FENCE_LOG=str(log), FENCE_NAMES=json.dumps(NAMES))
    code, output = night.run("scrapy", "enqueue", "import_queue", *urls)
    assert code == 0, output
    code, output = night.run(
        *("-m", "tests.fenced_scrapy", "crawl", "listings", "-a", "batches=0", *settings)
    )
    assert code == 0, output[-4000:]
    assert "Traceback" not in output, output[-4000:]
    with psycopg.connect(database) as conn:
        found = conn.execute("SELECT listing_url, status, reason, message FROM import_queue")
        ends = {url: (status, reason, said) for url, status, reason, said in found}
    return ends, log.read_text().split("\n") if log.exists() else []


def connections(log: list[str]) -> list[str]:
    return [line.removeprefix("connect ") for line in log if line.startswith("connect ")]


def test_no_way_of_writing_a_private_address_gets_by(database: str, tmp_path: Path) -> None:
    with hostile_server() as server:
        port = server.origin.rpartition(":")[2]
        urls = [f"https://{host}:{port}/sound" for host in WRITTEN]
        urls += [f"https://{name}/car" for name in NAMES if name != "changing.example"]
        ends, log = crawled(database, tmp_path, urls)
        assert server.connections == 0
    assert connections(log) == []
    assert {url: end[1] for url, end in ends.items()} == dict.fromkeys(ends, "refused_address")
    assert len(ends) >= len(WRITTEN)


def test_no_redirect_leads_to_a_private_address(database: str, tmp_path: Path) -> None:
    targets = [f"http://{host}/" for host in (*WRITTEN, *NAMES) if host != "changing.example"]
    targets += [
        "//127.0.0.1/",
        "http://a.leads.example@127.0.0.1/",
        "http://127.0.0.1\\@a.example/",
    ]
    urls = [f"https://leads.example/{n}?to={quote(to)}" for n, to in enumerate(targets)]
    ends, log = crawled(database, tmp_path, urls)
    assert connections(log) == []
    assert {url: end[1] for url, end in ends.items()} == dict.fromkeys(ends, "refused_address")
    assert len(ends) == len(targets)


@pytest.mark.parametrize("cache", [0, 1])
def test_a_name_whose_answer_changes_is_judged_by_what_is_connected_to(
    database: str, tmp_path: Path, cache: int
) -> None:
    urls = [f"https://changing.example/{n}" for n in range(3)]
    ends, log = crawled(
        database, tmp_path, urls, "-s", f"DNSCACHE_ENABLED={cache}", "-s", "CONCURRENT_REQUESTS=1"
    )
    lookups = log.count("lookup changing.example")
    reasons = sorted(str(reason) for _, reason, _ in ends.values())
    if cache:
        assert lookups == 1
        assert reasons == ["connection"] * 3
        assert connections(log) == [PUBLIC] * 3
    else:
        assert lookups == 3
        assert reasons == ["connection", "refused_address", "refused_address"]
        assert connections(log) == [PUBLIC]
