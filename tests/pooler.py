"""PgBouncer before a server, in transaction mode, as managed services run it."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from db.local_server.account import give, server_account

_SECONDS = 20


def pgbouncer_program() -> str | None:
    """The program, also where Debian puts it, which is not on everybody's PATH."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def pgbouncer(*urls: str, connections: int) -> Iterator[list[str]]:
    """A PgBouncer of this test's own; the same URLs, through it.

    urls: of databases of one server, each with another login. connections: how many it has to the
    server at most, for each database.
    """
    program = pgbouncer_program()
    if program is None:
        raise RuntimeError("there is no pgbouncer")
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as name:
        folder = Path(name)
        account = server_account(folder / "not-there")  # it does not run as root
        parts = [conninfo_to_dict(url) for url in urls]
        users = {str(one["user"]): str(one["password"]) for one in parts}
        port = _free_port()
        texts = {
            "users.txt": "".join(f'"{user}" "{word}"\n' for user, word in users.items()),
            "pgbouncer.ini": f"""
[databases]
* = host={parts[0]["host"]} port={parts[0].get("port", 5432)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {connections}
max_db_connections = {connections}
max_client_conn = 200
""",
        }
        for file, content in texts.items():
            (folder / file).write_text(content)
            give(folder / file, account)
        give(folder, account)
        with (folder / "log").open("w+") as log:
            process = subprocess.Popen(
                [program, folder / "pgbouncer.ini"],
                stdout=log,
                stderr=subprocess.STDOUT,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=list(account.groups) if account else None,
            )
            try:
                through = [
                    make_url(url).set(host="127.0.0.1", port=port).render_as_string(False)
                    for url in urls
                ]
                _wait(process, through[0], folder / "log")
                yield through
            finally:
                process.kill()  # told to end, it would wait for its clients
                process.wait()


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"pgbouncer: {error}\n{log.read_text()[-2000:]}") from error
            time.sleep(0.05)
        else:
            return
