"""This process as one user of the server: registered from its first call until its end."""

import time
from pathlib import Path

from db.local_server.binaries import wheel_folder
from db.local_server.cluster import DATABASE, ROLE
from db.local_server.error import LocalServerError
from db.local_server.lock import FileLock
from db.local_server.place import Place, make_place, make_state_folder, state_folder
from db.local_server.postmaster import HOST, Postmaster
from db.local_server.watcher import start_watcher, watcher_lives

START_LOCK_SECONDS = 120  # longer than another process needs for initdb and a start


def start_lock(root: Path) -> FileLock:
    """The lock that whoever starts or stops the server of this checkout holds, taken.

    Raises LocalServerError when another process holds it for too long.
    """
    path = make_state_folder(root) / "start.lock"
    deadline = time.monotonic() + START_LOCK_SECONDS
    while True:
        lock = FileLock.open(path)
        if not lock.take(seconds=deadline - time.monotonic()):
            lock.close()
            raise LocalServerError(
                f"another process has been starting or stopping the server for"
                f" {START_LOCK_SECONDS} s: it holds {path}"
            )
        if lock.is_current():
            return lock
        lock.close()  # the folder was deleted while we waited
        make_state_folder(root)


class User:
    """A use of the server of one checkout: a shared lock, held until this process ends."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._use: FileLock | None = None
        self._postmaster: Postmaster | None = None

    def url(self) -> str:
        """The URL of the running server; see `server_url`."""
        server = self._running()
        if server is None:
            with start_lock(self._root):
                server = self._register()
        place, port = server
        try:
            password = place.password_file.read_text().strip()
        except FileNotFoundError as error:
            raise LocalServerError(
                f"{place.password_file} is lost: run `python -m db.local_server stop`,"
                " and the next start makes a new one"
            ) from error
        return f"postgresql://{ROLE}:{password}@{HOST}:{port}/{DATABASE}"

    def lock(self) -> FileLock:
        """The lock of this use, for a program that this process turns into (exec)."""
        if self._use is None:
            raise LocalServerError("the server is not in use yet")
        return self._use

    def _running(self) -> tuple[Place, int] | None:
        """Place and port when all is well: we are registered, a watcher lives, the server is
        ready.
        """
        if self._use is None or self._postmaster is None or not self._use.is_current():
            return None
        if not watcher_lives(self._root) or not self._postmaster.place.password_file.exists():
            return None
        port = self._postmaster.ready_port()
        return None if port is None else (self._postmaster.place, port)

    def _register(self) -> tuple[Place, int]:
        if self._use is not None and not self._use.is_current():
            self._use.close()
            self._use = None
        if self._use is None:
            use = FileLock.open(state_folder(self._root) / "users.lock")
            # A watcher that looks whether anybody is left holds it for an instant.
            if not use.take(shared=True, seconds=10):
                use.close()
                raise LocalServerError(f"another program holds {use.path}")
            self._use = use
        wheel_folder()  # without it there is nothing to watch and no place to be found
        start_watcher(self._root)
        self._postmaster = Postmaster(make_place(self._root))
        return self._postmaster.place, self._postmaster.ensure()
