"""The embedded server: one for each checkout, whoever starts it, however anybody dies."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from db.local_server import stop_server
from db.local_server.user import start_lock
from db.local_server.watcher import GRACE_SECONDS, watcher_lives
from tests.db.local_server.users import AS_ROOT, Start, postmaster, query, runs, until


def watcher(root: Path) -> psutil.Process:
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if "watch" in words and str(root) in words:
            return process
    raise AssertionError("no watcher runs")


def test_two_processes_at_once_start_one_server_one_after_the_other(
    start: Start, open_root: Path
) -> None:
    users = [start(open_root) for _ in range(3)]
    with start_lock(open_root):
        for user in users:
            user.ask()
        time.sleep(0.7)
        assert not (open_root / ".data" / "users.lock").exists(), "it did not wait for its turn"
    assert len({user.answer() for user in users}) == 1
    logs = (open_root / ".data" / "log").glob("server-*.log")
    assert sum(log.read_text().count("ready to accept connections") for log in logs) == 1


def test_the_server_is_postgres_18_in_utc_and_utf_8(start: Start, open_root: Path) -> None:
    url = start(open_root).url()
    assert url.endswith("/overnight")
    [[version]] = query(url, "SELECT version()")
    assert str(version).startswith("PostgreSQL 18.")
    shown = {
        name: query(url, f"SHOW {name}")[0][0]
        for name in ("timezone", "log_timezone", "server_encoding", "fsync", "synchronous_commit")
    }
    assert shown == {
        "timezone": "UTC",
        "log_timezone": "UTC",
        "server_encoding": "UTF8",
        "fsync": "on",
        "synchronous_commit": "on",
    }
    assert query(url, "SELECT lower('ÄÖ')") == [("äö",)]


def test_it_listens_on_loopback_alone_and_asks_for_the_password(
    start: Start, open_root: Path
) -> None:
    url = start(open_root).url()
    password_file = open_root / ".data" / "password"
    assert password_file.stat().st_mode & 0o777 == 0o600
    password = password_file.read_text()
    assert password in url
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        query(url.replace(password, "guessed"), "SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        query(url.replace(f":{password}", ""), "SELECT 1")
    listening = [c for c in postmaster(open_root).net_connections("all") if c.status == "LISTEN"]
    assert [c.laddr.ip for c in listening] == ["127.0.0.1"]


def test_it_stops_when_the_last_user_ended_by_kill_and_keeps_its_rows(
    start: Start, tmp_path: Path
) -> None:
    first, last = start(tmp_path), start(tmp_path)
    url = first.url()
    assert last.url() == url
    query(url, "CREATE TABLE lot AS SELECT 7 AS number")
    first.end()
    time.sleep(GRACE_SECONDS + 1)
    assert runs(tmp_path), "it stopped although somebody uses it"
    last.kill()
    assert runs(tmp_path), "it did not wait for the next command"
    assert until(lambda: not runs(tmp_path)), "it did not stop"
    assert until(lambda: not watcher_lives(tmp_path))
    assert query(start(tmp_path).url(), "SELECT number FROM lot") == [(7,)]


def test_after_a_killed_postmaster_the_same_process_gets_a_running_server_with_all_rows(
    start: Start, open_root: Path
) -> None:
    user = start(open_root)
    url = user.url()
    query(url, "CREATE TABLE lot AS SELECT 7 AS number")
    busy = psycopg.connect(url, autocommit=True)
    # A backend that computes does not notice that its postmaster has gone.
    busy.pgconn.send_query(b"DO 'BEGIN LOOP END LOOP; END'")
    time.sleep(0.2)
    postmaster(open_root).kill()
    assert until(lambda: not runs(open_root))  # a signal takes its time
    again = user.url()
    busy.close()
    assert again == url, "the port was free and should have been kept"
    assert query(again, "SELECT number FROM lot") == [(7,)]


def test_a_taken_port_is_replaced(start: Start, open_root: Path) -> None:
    user = start(open_root)
    url = user.url()
    assert stop_server(open_root)
    with socket.create_server(("127.0.0.1", int(conninfo_to_dict(url)["port"] or 0))):
        again = user.url()
        assert again != url
        assert query(again, "SELECT 1") == [(1,)]


@pytest.mark.parametrize("holder", ["zombie", "living"])
def test_a_stale_pid_file_does_not_hinder(start: Start, open_root: Path, holder: str) -> None:
    user = start(open_root)
    user.url()
    data = open_root / ".data" / "postgres"
    lines = (data / "postmaster.pid").read_text().splitlines()
    assert stop_server(open_root)
    owner = data.stat()
    command = ["true"] if holder == "zombie" else ["sleep", "100"]
    # Of the server's own user: PostgreSQL itself takes only such a pid for a server.
    foreign = subprocess.Popen(command, user=owner.st_uid if AS_ROOT else None)
    try:
        if holder == "zombie":
            zombie = psutil.Process(foreign.pid)
            assert until(lambda: zombie.status() == psutil.STATUS_ZOMBIE)
        (data / "postmaster.pid").write_text("\n".join([str(foreign.pid), *lines[1:]]) + "\n")
        assert query(user.url(), "SELECT 1") == [(1,)]
        assert holder == "zombie" or foreign.poll() is None, "the other process was killed"
    finally:
        foreign.kill()
        foreign.wait()


def test_a_killed_watcher_is_replaced(start: Start, tmp_path: Path) -> None:
    user = start(tmp_path)
    url = user.url()
    watcher(tmp_path).kill()
    assert until(lambda: not watcher_lives(tmp_path))
    assert user.url() == url
    assert watcher_lives(tmp_path)
    user.end()
    assert until(lambda: not runs(tmp_path)), "it did not stop"


def test_a_start_killed_in_initdb_is_made_good(start: Start, open_root: Path) -> None:
    killed = start(open_root)
    killed.ask()
    assert until((open_root / ".data" / "postgres.draft" / "base").exists)
    killed.kill()
    assert query(start(open_root).url(), "SELECT 1") == [(1,)]


def test_a_server_whose_folder_was_deleted_ends(start: Start, open_root: Path) -> None:
    user = start(open_root)
    url = user.url()
    old = postmaster(open_root)
    time.sleep(1)  # the watcher has seen the server
    while (open_root / ".data").exists():  # the server that ends removes and makes files, too
        shutil.rmtree(open_root / ".data", ignore_errors=True)
    assert query(user.url(), "SELECT count(*) FROM pg_tables WHERE tablename = 'lot'") == [(0,)]
    assert user.url() != url
    assert until(lambda: not old.is_running() or old.status() == psutil.STATUS_ZOMBIE)
    assert runs(open_root)
