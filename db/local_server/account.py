"""The system user that the server runs as, and children run as it."""

import os
import pwd
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from db.local_server.error import LocalServerError

# Where PostgreSQL refuses to run as root, these are asked for in turn; none is ever created.
_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A system user with its groups."""

    name: str
    uid: int
    gid: int
    groups: tuple[int, ...]

    @classmethod
    def of(cls, user: pwd.struct_passwd) -> Self:
        groups = tuple(os.getgrouplist(user.pw_name, user.pw_gid))
        return cls(user.pw_name, user.pw_uid, user.pw_gid, groups)


def user_name(uid: int) -> str:
    """The name of the user, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def server_account(data: Path) -> Account | None:
    """The user that the server of the data directory `data` runs as; None is this process's own.

    As root: the owner of `data` where it exists, else `postgres`, else `nobody`.
    Raises LocalServerError when `data` belongs to somebody else, and as root when there is no
    such user.
    """
    owner = data.stat().st_uid if data.exists() else None
    me = os.geteuid()
    if me != 0:
        if owner not in (None, me):
            raise LocalServerError(
                f"{data} belongs to the user {user_name(owner or 0)}: run as that user or as root"
            )
        return None
    if owner:
        try:
            return Account.of(pwd.getpwuid(owner))
        except KeyError:
            return Account(str(owner), owner, data.stat().st_gid, ())
    for name in _CANDIDATES:
        try:
            return Account.of(pwd.getpwnam(name))
        except KeyError:
            continue
    raise LocalServerError(
        "PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody"
    )


def give(path: Path, account: Account | None) -> None:
    """Make `account` the owner of `path`, which we made ourselves."""
    if account is not None:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def run(
    argv: Sequence[str | Path],
    *,
    account: Account | None,
    seconds: float,
    cwd: Path | None = None,
    text: str = "",
    pass_fds: Sequence[int] = (),
    environment: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run a child in its own session as `account`, `text` its input: exit code and output.

    Output goes through a file: a pipe would be held open by the servers that a child leaves
    behind. The environment is clean of PG* variables, which would lead the server astray.
    Raises OSError when it cannot be run, LocalServerError when it takes longer than `seconds`.
    """
    keep = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
    clean = {name: os.environ[name] for name in keep if name in os.environ} | {"LC_ALL": "C"}
    with _text_file() as given, _text_file() as said:
        given.write(text)
        given.seek(0)
        try:
            done = subprocess.run(  # noqa: S603 - a fixed list of words, no shell
                [os.fspath(word) for word in argv],
                cwd=cwd,
                env={**clean, **(environment or {})},
                stdin=given,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
                start_new_session=True,
                pass_fds=tuple(pass_fds),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=list(account.groups) if account else None,
            )
        except subprocess.TimeoutExpired as error:
            name = Path(os.fspath(argv[0])).name
            last = last_line(_content(said)) or "it said nothing"
            raise LocalServerError(f"{name} took longer than {seconds:g} s: {last}") from error
        return done.returncode, _content(said)


def _text_file() -> IO[str]:
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")


def _content(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def last_line(text: str) -> str:
    """The last line that is not blank, stripped; "" where there is none."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def may(account: Account | None, test: str, path: Path) -> bool:
    """Whether `account` passes the shell's `test` (as `-x`) on `path`, tried as that user."""
    try:
        code, _ = run(
            ["/bin/sh", "-c", f'test {test} "$1"', "sh", path], account=account, seconds=10
        )
    except OSError:
        return False
    return code == 0
