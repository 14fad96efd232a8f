"""The processes of a round: workers and schedulers, those that they started, and who was harmed."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import psutil

from tests.program import ROOT

Kind = Literal["worker", "scheduler"]
# By this each process of a round is known, also one whose parent was killed.
_MARK = "CHAOS_ROUND"


@dataclass
class Crew:
    """Starts processes, finds all that live, signals them, and remembers whom a fault hit.

    environment: of every process. folder: where each one's output goes.
    """

    environment: Mapping[str, str]
    folder: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    harmed: set[str] = field(default_factory=set)
    frozen: set[int] = field(default_factory=set)
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _known: dict[tuple[int, float], Kind | None] = field(default_factory=dict)

    def start(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        """`scrapy …` or `scheduler.py …` in the background, its output in a file."""
        first, *rest = words
        command = ["-m", "scrapy", *rest] if first == "scrapy" else [first, *rest]
        self.folder.mkdir(exist_ok=True)
        name = "-".join(word.strip("-").replace(".py", "") for word in words[:3])
        with (self.folder / f"{len(self._started):03}-{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env={**os.environ, **self.environment, **environment, _MARK: self.mark},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._started.append(process)
        return process

    def members(self, kind: Kind | None = None) -> list[psutil.Process]:
        """All living processes of the round, by pid; of one kind, if it is named."""
        for process in self._started:
            process.poll()
        found = []
        for process in psutil.process_iter(["create_time", "status"]):
            key = (process.pid, process.info["create_time"])
            is_of = self._known[key] if key in self._known else self._kind(process)
            if time.time() - key[1] > 2:  # before, it may still be its parent's copy
                self._known[key] = is_of
            is_dead = process.info["status"] == psutil.STATUS_ZOMBIE
            if is_of and kind in (None, is_of) and not is_dead:
                found.append(process)
        return found

    def harm(self, *processes: psutil.Process) -> None:
        """Remember that a fault hit these: their leases may run out."""
        self.harmed.update(worker_name(process.pid) for process in processes)

    def harm_all(self) -> None:
        """A fault hit everybody who lives."""
        self.harm(*self.members("worker"))

    def signal(self, process: psutil.Process, number: int) -> None:
        """Send a signal to one that may have ended."""
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            return

    def thaw(self) -> None:
        """Let all frozen ones go on."""
        for pid in sorted(self.frozen):
            try:
                os.kill(pid, signal.SIGCONT)
            except ProcessLookupError:
                continue
        self.frozen.clear()

    def end(self, number: int, seconds: float) -> bool:
        """Signal all (0: none) and wait until all have ended; what lives longer than `seconds` is
        killed. Whether all ended by themselves."""
        self.thaw()
        if number:
            # A scheduler hands the signal on to its own.
            schedulers = {process.pid for process in self.members("scheduler")}
            for process in self.members():
                if process.pid in schedulers or _parent(process) not in schedulers:
                    self.signal(process, number)
        deadline = time.monotonic() + seconds
        while self.members() and time.monotonic() < deadline:
            time.sleep(0.1)
        left = self.members()
        while rest := self.members():
            self.harm(*rest)
            for process in rest:
                self.signal(process, signal.SIGKILL)
            time.sleep(0.05)
        for process_started in self._started:
            process_started.wait()
        return not left

    def _kind(self, process: psutil.Process) -> Kind | None:
        try:
            if process.environ().get(_MARK) != self.mark:
                return None
            words = process.cmdline()
        except psutil.Error:
            return None
        return "scheduler" if any(word.endswith("scheduler.py") for word in words) else "worker"


def _parent(process: psutil.Process) -> int:
    try:
        return int(process.ppid())
    except psutil.NoSuchProcess:
        return 0


def worker_name(pid: int) -> str:
    """The name under which the worker with this pid claims rows."""
    return f"{socket.gethostname()}:{pid}"
