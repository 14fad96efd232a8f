"""Users of the embedded server: processes of their own, in a checkout of the test's own."""

import os
import pwd
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from db.local_server.account import Account, run
from db.local_server.binaries import wheel_folder
from db.local_server.place import PROJECT_ROOT, find_place
from db.local_server.postmaster import Postmaster

AS_ROOT = os.geteuid() == 0

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


def until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
