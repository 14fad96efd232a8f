"""Locks that the kernel drops when their holder dies, however it dies (flock)."""

import fcntl
import os
import time
from pathlib import Path
from typing import Self

from db.local_server.error import LocalServerError

_POLL_SECONDS = 0.02
_held: "set[FileLock]" = set()


class FileLock:
    """An open lock file. The lock belongs to the open file, so that a descriptor passed on to a
    child keeps it held until the last of its holders has ended; no pid is ever compared.
    """

    def __init__(self, path: Path, fd: int) -> None:
        self.path = path
        self._fd = fd
        os.set_inheritable(fd, False)
        _held.add(self)

    @classmethod
    def open(cls, path: Path) -> Self:
        """The lock file at `path`, made (mode 0600: nobody else may hold it) where it is missing.

        Raises LocalServerError when the file cannot be opened.
        """
        try:
            return cls(path, os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        except PermissionError as error:
            raise LocalServerError(
                f"cannot open {path}: it belongs to another user, who used this checkout before"
            ) from error
        except OSError as error:
            raise LocalServerError(f"cannot open {path}: {error.strerror}") from error

    def take(self, *, shared: bool = False, seconds: float = 0) -> bool:
        """Take the lock, waiting `seconds` at most; False when others hold it."""
        deadline = time.monotonic() + seconds
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        while True:
            try:
                fcntl.flock(self._fd, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(_POLL_SECONDS)
            else:
                return True

    def drop(self) -> None:
        """Give the lock back and keep the file open."""
        fcntl.flock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file; the lock is free when no child holds the descriptor."""
        if self in _held:
            _held.discard(self)
            os.close(self._fd)

    def fileno(self) -> int:
        """The descriptor, to be passed on to a child."""
        return self._fd

    def is_current(self) -> bool:
        """Whether `path` still names this file: a lock on a deleted file keeps nobody out."""
        try:
            there = os.stat(self.path)
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(self._fd))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _close_in_child() -> None:
    # A forked child would keep its parent's locks held after the parent has ended.
    for lock in list(_held):
        lock.close()


os.register_at_fork(after_in_child=_close_in_child)
