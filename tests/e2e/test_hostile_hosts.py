"""Hosts that do their worst: each row ends with a reason, and the worker lives on."""

from __future__ import annotations

import contextlib
import json
import signal
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.hostile_server import KINDS, HostileServer, hostile_server
from tests.program import Program, program

# What becomes of a row whose page is of this kind: its status and reason.
READ = ("complete", None)
UNREADABLE = ("failed", "unreadable")
REFUSED = ("failed", "refused_address")
BROKEN = ("pending", "connection")
TIMEOUT = ("pending", "timeout")
ENDS = {
    "sound": READ,
    "gzip": READ,
    "deflate": READ,
    "br": READ,
    "zstd": READ,
    "without_colon": READ,
    "some_cookies": READ,
    "escapes": READ,
    "to_escapes": REFUSED,
    "nul": READ,
    "punycode": READ,
    "base64": READ,
    "to_ftp": REFUSED,
    "to_file": REFUSED,
    "to_data": REFUSED,
    "to_javascript": REFUSED,
    "to_nowhere": REFUSED,
    "to_port": REFUSED,
    "to_itself": UNREADABLE,
    "far_location": UNREADABLE,
    "big": UNREADABLE,
    "big_until_close": UNREADABLE,
    "big_chunked": UNREADABLE,
    "bomb_gzip": UNREADABLE,
    "bomb_deflate": UNREADABLE,
    "bomb_br": UNREADABLE,
    "bomb_zstd": UNREADABLE,
    "bomb_in_bomb": UNREADABLE,
    "bomb_file": UNREADABLE,
    "many_codings": UNREADABLE,
    "many_headers": UNREADABLE,
    "large_header": UNREADABLE,
    "cookie_flood": UNREADABLE,
    "no_http": BROKEN,
    "negative_length": BROKEN,
    "huge_length": UNREADABLE,
    "endless_length": BROKEN,
    "two_lengths": BROKEN,
    "strange_coding": BROKEN,
    "strange_chunks": BROKEN,
    "status_999": ("pending", "server_error"),
    "closes": BROKEN,
    "cut": BROKEN,
    "silent": TIMEOUT,
    "half_a_head": TIMEOUT,
    "slow_head": TIMEOUT,
    "slow_body": TIMEOUT,
    "endless_body": UNREADABLE,
    "endless_head": UNREADABLE,
    "endless_folding": UNREADABLE,
    "continues": UNREADABLE,
    "endless_trailer": BROKEN,
}
# Seconds enough for what is only large, on any machine.
CRAWL = ("scrapy", "crawl", "listings", "-a", "batches=0", "-s", "DOWNLOAD_TIMEOUT=45")
MOST_MEMORY = 400  # MB, of a worker that met all of them at once; one that read a page has 220


@pytest.fixture
def hostile() -> Iterator[HostileServer]:
    with hostile_server() as server:
        yield server


def enqueued(night: Program, urls: list[str]) -> None:
    code, output = night.run("scrapy", "enqueue", "import_queue", *urls)
    assert code == 0, output


def ended(process: subprocess.Popen[str]) -> tuple[int, str, float]:
    """A program's exit status, its output, and the most memory that it was seen with, in MB."""
    # Not by its resource usage: that also counts what the process that started it had.
    seen = [0]
    watching = threading.Thread(target=_watch, args=(process.pid, seen))
    watching.start()
    output, _ = process.communicate()
    watching.join()
    return process.returncode, output, seen[-1] / 2**20


def _watch(pid: int, seen: list[int]) -> None:
    """Append to `seen` the bytes of each new peak, until the process is no more."""
    with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        program = psutil.Process(pid)
        while program.status() != psutil.STATUS_ZOMBIE:
            now = program.memory_info().rss
            if now > seen[-1]:
                seen.append(now)
            time.sleep(0.05)


def rows(database: str) -> dict[str, dict[str, Any]]:
    """The rows of import_queue by their host's first label."""
    with psycopg.connect(database, row_factory=psycopg.rows.dict_row) as conn:
        found = conn.execute("SELECT *, run_at > updated_at AS waits FROM import_queue").fetchall()
    return {row["host"].partition(".")[0].replace("-", "_"): row for row in found}


def host_of(kind: str) -> str:
    return f"{kind.replace('_', '-')}.example"


def count(database: str, status: str, more: LiteralString = "") -> int:
    with psycopg.connect(database) as conn:
        row = conn.execute(
            f"SELECT count(*) FROM import_queue WHERE status = %s {more}", (status,)
        ).fetchone()
    assert row is not None
    return int(row[0])


def wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_every_kind_of_answer_has_an_expected_end() -> None:
    assert KINDS.keys() == ENDS.keys()


def test_whatever_a_host_answers_ends_its_row_with_a_reason(
    database: str, hostile: HostileServer
) -> None:
    night = program(database, hostile.origin)
    enqueued(night, [f"https://{host_of(kind)}/{kind}" for kind in KINDS])
    crawl = night.start(*CRAWL, "-s", "LOG_LEVEL=DEBUG")
    code, output, memory = ended(crawl)
    assert code == 0, output[-3000:]
    found = rows(database)
    assert found.keys() == ENDS.keys()
    wrong = {
        kind: (row["status"], row["reason"], row["message"])
        for kind, row in found.items()
        if (row["status"], row["reason"]) != ENDS[kind]
    }
    assert wrong == {}
    for kind, row in found.items():
        message = row["message"]
        if ENDS[kind] == READ:
            continue
        assert message, kind
        assert message.isprintable(), (kind, message)
        assert len(message) < 500, (kind, message)
        assert "twisted" not in message, (kind, message)
        if row["status"] == "pending":
            assert row["waits"], kind
    assert "Traceback" not in output, output[-5000:]
    assert memory < MOST_MEMORY
    assert all(line.isprintable() for line in output.split("\n"))
    assert not any("forged" in line and line.startswith("2026 ") for line in output.split("\n"))
    for command in (("status",), ("report",)):
        _, output = night.run("scrapy", *command)
        assert all(line.isprintable() for line in output.split("\n"))


def test_only_encodings_that_can_be_unpacked_are_asked_for(
    database: str, hostile: HostileServer
) -> None:
    night = program(database, hostile.origin)
    code, output = night.run(
        *("scrapy", "crawl", "listings", "-a", f"url=https://{host_of('sound')}/sound")
    )
    assert code == 0, output[-3000:]
    asked = hostile.heads[-1].lower().partition(b"accept-encoding: ")[2].partition(b"\r")[0]
    assert {word.decode() for word in asked.split(b", ")} <= KINDS.keys()


def test_hosts_that_are_silent_do_not_keep_the_others_waiting(
    database: str, hostile: HostileServer
) -> None:
    night = program(database, hostile.origin)
    silent = [f"https://silent-{n}.example/silent" for n in range(40)]
    sound = [f"https://sound-{n}.example/sound" for n in range(20)]
    enqueued(night, silent + sound)
    # No silence ends before the test does: those that wait behind one would wait for ever.
    crawl = night.start(
        *("scrapy", "crawl", "listings", "-a", "batches=0", "-s", "DOWNLOAD_TIMEOUT=2500")
    )
    try:
        wait_for(lambda: count(database, "complete") == len(sound))
        assert count(database, "processing") == len(silent)
        crawl.terminate()  # what is still downloaded holds the process, and not the rows
        wait_for(lambda: count(database, "processing") == 0)
    finally:
        crawl.kill()
        crawl.communicate()


def test_names_that_nobody_answers_for_do_not_keep_the_others_waiting(
    database: str, hostile: HostileServer, tmp_path: Path
) -> None:
    names: dict[str, list[str | float]] = {f"lost-{n}.example": [600.0] for n in range(30)}
    names["found.example"] = ["10.0.0.1"]
    night = program(
        database, "", FENCE_NAMES=json.dumps(names), FENCE_LOG=str(tmp_path / "fence.log")
    )
    enqueued(night, [f"https://{name}/car" for name in names])
    # All the lost names are being looked up before the one that can be found.
    with psycopg.connect(database) as conn:
        conn.execute(
            "UPDATE queue_hosts SET claim_at = claim_at - interval '1 h' WHERE host LIKE 'lost%'"
        )
    crawl = night.start("-m", "tests.fenced_scrapy", "crawl", "listings", "-a", "batches=0")
    try:
        wait_for(lambda: count(database, "failed") == 1)
        assert count(database, "processing") == len(names) - 1
    finally:
        crawl.kill()
        crawl.communicate()


def test_a_page_that_is_read_for_ever_ends_its_worker_and_then_its_row(
    database: str, hostile: HostileServer
) -> None:
    night = program(database, hostile.origin, LEASE_SECONDS="5")
    enqueued(night, ["https://attributes.example/attributes"])
    crawl = (*CRAWL, "-s", "READING_CPU_SECONDS=4", "-s", "MAX_ATTEMPTS=1")
    code, output = night.run(*crawl)
    assert code == -signal.SIGVTALRM, output[-2000:]
    assert "Current thread" in output
    enqueued(night, ["https://sound.example/sound"])
    wait_for(lambda: count(database, "processing", "AND run_at < now()") == 1)
    code, output = night.run(*crawl)
    assert code == 0, output[-2000:]
    found = rows(database)
    assert found["attributes"]["reason"] == "poison"
    assert found["sound"]["status"] == "complete"


def test_over_tls_a_host_can_do_no_more(
    database: str, tmp_path: Path, certificate: ssl.SSLContext
) -> None:
    kinds = ["sound", "silent", "endless_head", "slow_head", "endless_body", "continues", "no_http"]
    with hostile_server(certificate) as server:
        night = program(database, server.origin, SSL_CERT_FILE=str(tmp_path / "certificate.pem"))
        enqueued(night, [f"https://{host_of(kind)}/{kind}" for kind in kinds])
        code, output, memory = ended(night.start(*CRAWL))
        assert code == 0, output[-3000:]
        found = rows(database)
        assert {kind: (row["status"], row["reason"]) for kind, row in found.items()} == {
            kind: ENDS[kind] for kind in kinds
        }
        assert memory < MOST_MEMORY


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """What a server at 127.0.0.1 shows; `certificate.pem` is whom to trust for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "certificate.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    return context
