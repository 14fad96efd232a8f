"""The database cluster on disk: made by initdb, with one role and one database."""

import secrets
import shutil
from pathlib import Path

from db.local_server.account import Account, give, last_line, run
from db.local_server.error import LocalServerError
from db.local_server.lock import FileLock
from db.local_server.place import Place, write

ROLE = "overnight"
DATABASE = "overnight"
INITDB_SECONDS = 60
_NEEDED_MEGABYTES = 200  # a new cluster with its first write-ahead log, and room to work

# What this file sets comes last and therefore holds; the port is added at each start.
_SETTINGS = """\
include 'postgres/postgresql.conf'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 200
shared_buffers = '256MB'
fsync = on
synchronous_commit = on
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = '../log'
log_filename = 'server-%a.log'
log_rotation_age = '1d'
log_rotation_size = 0
log_truncate_on_rotation = on
"""


def create_cluster(place: Place, account: Account | None, binaries: Path, lock: FileLock) -> None:
    """Make the cluster in `place.data`: UTF-8, code point order (C.UTF-8), passwords by SCRAM,
    a random one for ROLE, and DATABASE. `lock` is passed on to all programs, so that it is held
    for as long as one of them runs. An initdb that was killed leaves nothing that is used.

    Raises LocalServerError when there is no room or initdb fails.
    """
    free = shutil.disk_usage(place.home).free // 1_000_000
    if free < _NEEDED_MEGABYTES:
        raise LocalServerError(
            f"no room for a database: {place.home} has {free} MB free, {_NEEDED_MEGABYTES} needed"
        )
    draft = place.home / "postgres.draft"
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(mode=0o700)
    give(draft, account)
    _write_password(place, account)
    # Relative names: these programs hand their arguments to a shell.
    words = (
        f"-D {draft.name} --username={ROLE} --pwfile={place.password_file.name}"
        " --auth=scram-sha-256 --encoding=UTF8 --locale=C"
        " --locale-provider=builtin --builtin-locale=C.UTF-8 --no-instructions"
    )
    code, said = run(
        [binaries / "initdb", *words.split()],
        account=account,
        seconds=INITDB_SECONDS,
        cwd=place.home,
        pass_fds=[lock.fileno()],
    )
    if code != 0:
        raise LocalServerError(f"initdb failed: {_reason(said)}")
    _execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}", draft, account, binaries, lock)
    draft.rename(place.data)


def renew_password(place: Place, account: Account | None, binaries: Path, lock: FileLock) -> None:
    """Give ROLE a new password: its file was lost. No server may run on the cluster."""
    password = _write_password(place, account)
    try:
        _execute(f"ALTER ROLE {ROLE} PASSWORD '{password}'", place.data, account, binaries, lock)
    except LocalServerError:
        place.password_file.unlink()
        raise


def write_configuration(place: Place, port: int) -> None:
    """Write the settings that the server starts with; none of them is secret."""
    write(place.configuration, f"{_SETTINGS}port = {port}\n")
    write(place.port_file, f"{port}\n")


def _write_password(place: Place, account: Account | None) -> str:
    password = secrets.token_urlsafe(32)
    write(place.password_file, password, 0o600)
    # initdb reads it as the server's user, who owns the cluster anyway.
    give(place.password_file, account)
    return password


def _execute(sql: str, data: Path, account: Account | None, binaries: Path, lock: FileLock) -> None:
    """Run one statement in a single-user server, which needs neither port nor password."""
    code, said = run(
        [binaries / "postgres", "--single", "-D", data.name, "template1"],
        account=account,
        seconds=INITDB_SECONDS,
        cwd=data.parent,
        text=f"{sql}\n",
        pass_fds=[lock.fileno()],
    )
    if code != 0 or "ERROR:" in said or "FATAL:" in said:
        verb = " ".join(sql.split()[:2])
        raise LocalServerError(f"{verb} failed: {_reason(said)}")


def _reason(said: str) -> str:
    errors = [line for line in said.splitlines() if "error:" in line or "FATAL:" in line]
    return last_line("\n".join(errors)) or last_line(said) or "it said nothing"
