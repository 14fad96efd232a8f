"""The server's processes: whether they run, their start and their end."""

import os
import socket
import time
from pathlib import Path

import psutil

from db.local_server.account import last_line, run, server_account
from db.local_server.binaries import binaries_for
from db.local_server.cluster import create_cluster, renew_password, write_configuration
from db.local_server.error import LocalServerError
from db.local_server.lock import FileLock
from db.local_server.place import Place
from db.local_server.server_log import ServerLog

START_SECONDS = 30
STOP_SECONDS = 20  # for the fast shutdown's checkpoint; then less gentle signals
_ORPHAN_SECONDS = 2  # a postmaster's backends notice its death by themselves
_STARTS = 3  # each with a new port, when another program was quicker
_POLL_SECONDS = 0.05
_HOST = "127.0.0.1"


class Postmaster:
    """The server of one place. `ready_port` and `process` may be asked at any time; who starts
    or stops holds the start lock.

    Every process of the server holds the lock `server.lock`, inherited when it was started: as
    long as it is held somebody works on the data, and once it is free a postmaster.pid is stale,
    whoever has its pid by now.
    """

    def __init__(self, place: Place) -> None:
        self.place = place

    def process(self) -> psutil.Process | None:
        """The living postmaster of this data directory; None when postmaster.pid is missing, or
        names a zombie or some other program's process.
        """
        lines = self._pid_file()
        try:
            process = psutil.Process(int(lines[0]))
            return process if _serves(process, self.place.data) else None
        except (IndexError, ValueError, psutil.NoSuchProcess):
            return None

    def ready_port(self) -> int | None:
        """The port of the living server that accepts connections; None when there is none."""
        lines = self._pid_file()
        # Its lines: pid, data directory, start time, port, socket, address, memory, status.
        if len(lines) < 8 or lines[7].strip() != "ready" or self.process() is None:
            return None
        port = int(lines[3])
        try:
            socket.create_connection((_HOST, port), timeout=2).close()
        except OSError:
            return None
        return port

    def ensure(self) -> int:
        """The port of the running server, started when needed, its data made when missing.

        Raises LocalServerError when it does not come up.
        """
        starts = 0
        since = time.monotonic()
        while True:
            with FileLock.open(self.place.state / "server.lock") as lock:
                # Once started, its log is watched from where this start began.
                if lock.take():
                    if starts == _STARTS:
                        raise LocalServerError(
                            f"the server ended again and again: {self._log.last_words()}"
                        )
                    starts += 1
                    self._start(lock)
                    since = time.monotonic()
            if port := self.ready_port():
                return port
            waited = time.monotonic() - since
            if self.process() is None and waited > _ORPHAN_SECONDS:
                self._kill_orphans()
            if waited > START_SECONDS:
                raise LocalServerError(
                    f"the server did not come up in {START_SECONDS} s:"
                    f" {self._log.last_words() or 'another process holds its data'}"
                )
            time.sleep(_POLL_SECONDS)

    def stop(self) -> bool:
        """End the server; False when none ran. Raises LocalServerError when it does not end."""
        with FileLock.open(self.place.state / "server.lock") as lock:
            if lock.take():
                return False
            process = self.process()
            if process is not None:
                for end, seconds in ((process.send_signal, STOP_SECONDS), (_quit, 5)):
                    try:
                        end(2) if end == process.send_signal else end(process)
                    except psutil.NoSuchProcess:
                        break
                    if lock.take(seconds=seconds):
                        return True
            self._kill_orphans(postmaster=True)
            if not lock.take(seconds=5):
                raise LocalServerError(f"the server of {self.place.data} does not end")
            return True

    @property
    def _log(self) -> ServerLog:
        return ServerLog(self.place.log)

    def _pid_file(self) -> list[str]:
        try:
            return (self.place.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _start(self, lock: FileLock) -> None:
        """Start the server that nobody runs, with `lock` held by all of its processes."""

    def _kill_orphans(self, *, postmaster: bool = False) -> None:
        """Kill what a killed postmaster left behind; no new server starts beside it."""


def _quit(process: psutil.Process) -> None: ...


def _serves(process: psutil.Process, data: Path) -> bool:
    return bool(process.pid and data)
