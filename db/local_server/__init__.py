"""An embedded PostgreSQL on this machine, one for each checkout, shared by its processes.

It starts with the first process that asks for its URL and stops a few seconds after the last
one has ended, however it ended. It listens on TCP at 127.0.0.1 alone and asks for a password.
"""

import os
import threading
from pathlib import Path

from db.local_server.error import LocalServerError
from db.local_server.place import PROJECT_ROOT, find_place
from db.local_server.postmaster import Postmaster
from db.local_server.prompt import psql_command
from db.local_server.user import User, start_lock

__all__ = ["LocalServerError", "psql_command", "server_url", "stop_server", "user_of"]

_users: dict[Path, User] = {}
_lock = threading.Lock()


def server_url(root: Path | None = None) -> str:
    """The URL of this checkout's running server, started (and made, at first) when needed. This
    process counts as its user until it ends.

    root: the checkout; the project that this package belongs to by default. The data live in
    `<root>/.data/postgres`; as root, where the server's user cannot enter that folder, in the
    folder that `<root>/.data/where` names. Deleting `.data` deletes the database.
    Returns `postgresql://overnight:PASSWORD@127.0.0.1:PORT/overnight`. A further call is cheap;
    after the server was killed it starts it again, and the port may have changed.
    Raises LocalServerError, in one line, when there is no server to be had.
    """
    user = user_of(root)
    try:
        with _lock:
            return user.url()
    except OSError as error:
        raise LocalServerError(f"the embedded server cannot be used: {error}") from error


def user_of(root: Path | None = None) -> User:
    """This process as the user of the server of `root`, registered or not."""
    folder = Path(root or PROJECT_ROOT).resolve()
    if not folder.is_dir():
        raise LocalServerError(f"there is no folder {folder}")
    return _users.setdefault(folder, User(folder))


def stop_server(root: Path | None = None) -> bool:
    """Stop the server of this checkout though it may be in use; False when none ran.

    Raises LocalServerError when it does not end.
    """
    folder = Path(root or PROJECT_ROOT).resolve()
    if find_place(folder) is None:
        return False
    with start_lock(folder):
        place = find_place(folder)
        return place is not None and Postmaster(place).stop()


def _forget() -> None:
    # A forked child is no user: it registers itself when it asks.
    global _lock
    _lock = threading.Lock()
    _users.clear()


os.register_at_fork(after_in_child=_forget)
