"""The watcher: a small process that stops the server once nobody uses it."""

import os
import signal
import sys
import time
import traceback
from pathlib import Path

import psutil

from db.local_server.account import last_line, run
from db.local_server.error import LocalServerError
from db.local_server.lock import FileLock
from db.local_server.place import PROJECT_ROOT, find_place, state_folder
from db.local_server.postmaster import Postmaster

GRACE_SECONDS = 3.0  # a chain of commands does not restart the server each time
_POLL_SECONDS = 0.5
_START_SECONDS = 20


def watcher_lives(root: Path) -> bool:
    """Whether a watcher holds its lock. Asking takes the lock shared, and for an instant: who
    asks does not keep another from asking.
    """
    with FileLock.open(state_folder(root) / "watcher.lock") as lock:
        return not lock.take(shared=True)


def start_watcher(root: Path) -> None:
    """Start a watcher unless one lives. The caller holds the start lock and is registered.

    The lock is taken here and inherited, so that it is held from the watcher's first instant.
    Raises LocalServerError when the watcher does not start.
    """
    with FileLock.open(state_folder(root) / "watcher.lock") as lock:
        if not lock.take(shared=True):
            return
        if not lock.take(seconds=1):
            raise LocalServerError(f"another program holds {lock.path}")
        search = os.pathsep.join(filter(None, [str(PROJECT_ROOT), os.environ.get("PYTHONPATH")]))
        verb = ["-m", "db.local_server", "watch", "--root", str(root), "--lock", str(lock.fileno())]
        code, said = run(
            [sys.executable, *verb],
            account=None,
            seconds=_START_SECONDS,
            cwd=PROJECT_ROOT,
            pass_fds=[lock.fileno()],
            environment={"PYTHONPATH": search},
        )
        if code != 0:
            raise LocalServerError(f"the server's watcher did not start: {last_line(said)}")


def watch(root: Path, lock_fd: int) -> None:
    """Leave for the background and watch until nobody has used the server for GRACE_SECONDS;
    then stop it. `lock_fd` is the watcher's lock, taken by who started it.

    The process that was called ends as soon as the watcher runs.
    """
    if os.fork():
        os._exit(0)
    os.chdir("/")
    log = os.open(
        state_folder(root) / "watcher.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode=0o600
    )
    null = os.open(os.devnull, os.O_RDONLY)
    for fd, target in ((null, 0), (log, 1), (log, 2)):
        os.dup2(fd, target)
    # Opened after the fork: a forked child closes the locks of its parent.
    with FileLock(state_folder(root) / "watcher.lock", lock_fd) as lock:
        try:
            _watch(root, lock)
        except (LocalServerError, OSError):
            traceback.print_exc()
            os._exit(1)
    os._exit(0)


def _watch(root: Path, watcher_lock: FileLock) -> None:
    state = state_folder(root)
    process: psutil.Process | None = None
    with FileLock.open(state / "users.lock") as users:
        alone_since: float | None = None
        while True:
            time.sleep(_POLL_SECONDS)
            if not users.is_current():
                _end_deleted(process)
                return
            place = find_place(root)
            process = (Postmaster(place).process() if place else None) or process
            if not users.take():
                alone_since = None
                continue
            users.drop()
            alone_since = alone_since or time.monotonic()
            if time.monotonic() - alone_since < GRACE_SECONDS:
                continue
            if _stop_unused(root, users, watcher_lock):
                return


def _stop_unused(root: Path, users: FileLock, watcher_lock: FileLock) -> bool:
    """Stop the server when still nobody uses it. Both locks end before the start lock does, so
    that the next user sees no watcher and starts one.
    """
    with FileLock.open(state_folder(root) / "start.lock") as start:
        # Somebody who starts the server is about to use it: look again later.
        if not start.take() or not users.take():
            return False
        try:
            if place := find_place(root):
                Postmaster(place).stop()
        finally:
            users.close()
            watcher_lock.close()
    return True


def _end_deleted(process: psutil.Process | None) -> None:
    """End the server whose folder was deleted under it; there is nothing left to keep. One that
    was never seen here ends by itself: PostgreSQL looks for its postmaster.pid once a minute.
    """
    if process is None:
        return
    try:
        process.send_signal(signal.SIGINT)
        deadline = time.monotonic() + 5
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > deadline:
                for one in [*process.children(recursive=True), process]:
                    one.kill()
                return
            time.sleep(_POLL_SECONDS)
    except psutil.NoSuchProcess:
        return
