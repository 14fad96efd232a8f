"""A Postgres server of a test's own, from the embedded binaries: to be stopped, killed, filled."""

import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from db.local_server.account import Account, give, last_line, may, run, server_account
from db.local_server.binaries import binaries_for
from db.migrate import migrate
from tests.roles import install_roles

ROLE = "overnight"
_SECONDS = 60.0
# Below the range that outgoing connections take their ports from: while the server is down, no
# other program comes to have its port by chance.
_PORTS = range(20_000, 32_000)
_SETTINGS = {
    # What was written survives the end of a process all the same; only a power cut would tell.
    "fsync": "off",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class ClusterError(RuntimeError):
    """The server did not start or did not end."""


@dataclass
class Cluster:
    """One server: its folder (data, log, password), its port and, while it runs, its process."""

    home: Path
    listen: str
    port: int
    password: str
    account: Account | None
    binaries: Path
    settings: Mapping[str, str]
    template: str | None = None
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The owner's URL of the database `postgres`; the same after a restart."""
        return self.url_of("postgres")

    @property
    def log(self) -> str:
        """What the server has written to its log so far."""
        return (self.home / "server.log").read_text(errors="replace")

    def url_of(self, database: str) -> str:
        """The owner's URL of a database on this server."""
        return f"postgresql://{ROLE}:{self.password}@{self.listen}:{self.port}/{database}"

    def is_running(self) -> bool:
        """Whether the postmaster lives; it may be recovering."""
        return self._process is not None and self._process.poll() is None

    def start(self, *, wait: bool = True) -> None:
        """Start the server, if it does not run, and wait until it answers. Raises ClusterError."""
        if not self.is_running():
            self._process = self._launch()
        if wait:
            self._wait_until_it_answers()

    def stop(self, how: Literal["smart", "fast", "immediate"] = "fast") -> None:
        """End the server as `pg_ctl stop` does. Raises ClusterError when it goes on."""
        if self._process is None:
            return
        self._process.send_signal(_SIGNALS[how])
        try:
            self._process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            raise ClusterError(f"the server did not end: {last_line(self.log)}") from None
        self._process = None

    def kill(self) -> None:
        """SIGKILL to the postmaster and all its children; returns when all are gone."""
        if self._process is None:
            return
        postmaster = psutil.Process(self._process.pid)
        try:
            postmaster.suspend()  # no child is born between the list and the kill
            family = [*postmaster.children(recursive=True), postmaster]
        except psutil.NoSuchProcess:
            family = []
        for process in family:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        self._process.wait(_SECONDS)
        self._process = None
        deadline = time.monotonic() + _SECONDS
        while any(_lives(process) for process in family):
            if time.monotonic() > deadline:
                raise ClusterError("a killed server's process lives on")
            time.sleep(0.01)

    def new_database(self) -> str:
        """The owner's URL of a fresh database: all tables made, nothing in them, the program's
        roles installed (tests.roles has their URLs)."""
        if self.template is None:
            self.template = f"template_{uuid.uuid4().hex[:12]}"
            self._create(self.template, "template1")
            migrate(make_url(self.url_of(self.template)).set(drivername="postgresql+psycopg"))
            install_roles(self.url_of(self.template))
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._create(name, self.template)
        return self.url_of(name)

    def drop_database(self, url: str) -> None:
        """Drop the database at this URL, whoever is connected to it."""
        name = sql.Identifier(make_url(url).database or "")
        with psycopg.connect(self.url, autocommit=True) as conn:
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def _create(self, name: str, template: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as conn:
            conn.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )

    def _launch(self) -> subprocess.Popen[bytes]:
        words = [f"-c{name}={value}" for name, value in {**_SETTINGS, **self.settings}.items()]
        words += [f"-clisten_addresses={self.listen}", f"-cport={self.port}"]
        with (self.home / "server.log").open("ab") as log:
            return subprocess.Popen(
                [self.binaries / "postgres", "-D", self.home / "data", *words],
                cwd=self.home,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=list(self.account.groups) if self.account else None,
            )

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _SECONDS
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
            except psycopg.OperationalError as error:
                if not self.is_running():
                    self._process = None
                    raise ClusterError(f"no server: {self.log[-800:]}") from None
                if time.monotonic() > deadline:
                    raise ClusterError(f"the server does not answer: {error}") from None
                time.sleep(0.05)
            else:
                return


@contextmanager
def cluster(
    folder: Path, *, listen: str = "127.0.0.1", settings: Mapping[str, str] | None = None
) -> Iterator[Cluster]:
    """A running server with its data in `folder`; ended when the block ends. As root, where the
    server's user cannot enter `folder`, the data are in a new folder under /tmp, removed after.

    listen: a local address to listen on; with the password everybody who reaches it is let in.
    settings: further lines of postgresql.conf, over ours.
    """
    account = server_account(folder / "data")
    folder.mkdir(parents=True, exist_ok=True)
    home, made = folder, None
    if not may(account, "-x", folder):
        home = made = Path(tempfile.mkdtemp(prefix="cluster-"))
        home.chmod(0o755)
    binaries = binaries_for(account)
    password = secrets.token_hex(16)
    server = Cluster(
        home, listen, _free_port(listen), password, account, binaries, dict(settings or {})
    )
    try:
        _initialize(server)
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(made or home / "data", ignore_errors=True)


def _initialize(server: Cluster) -> None:
    data = server.home / "data"
    data.mkdir(mode=0o700)
    give(data, server.account)
    password_file = server.home / "password"
    password_file.write_text(server.password)
    give(password_file, server.account)
    words = (
        f"-D data --username={ROLE} --pwfile=password --auth=scram-sha-256 --encoding=UTF8"
        " --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --no-instructions --no-sync"
    )
    code, said = run(
        [server.binaries / "initdb", *words.split(), *_small(server)],
        account=server.account,
        seconds=_SECONDS,
        cwd=server.home,
    )
    if code != 0:
        raise ClusterError(f"initdb failed: {last_line(said)}")
    (data / "pg_hba.conf").write_text("host all all all scram-sha-256\n")


def _small(server: Cluster) -> list[str]:
    """A write-ahead log in small files, for a small file system."""
    free = shutil.disk_usage(server.home).free
    return ["--wal-segsize=1"] if free < 500_000_000 else []


def _free_port(listen: str) -> int:
    for port in random.sample(_PORTS, 100):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((listen, port))
                probe.listen()
            except OSError:
                continue
            return port
    raise ClusterError(f"no port is free on {listen}")


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
