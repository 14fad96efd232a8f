"""The program as its operator runs it: child processes, told by the environment where to work."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from tests.roles import scheduler_url, worker_url

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class SampleWeb:
    """A running sample web: its origin, and the truth of its pages when it started."""

    gateway: str
    truth: dict[str, list[dict[str, object]]]

    def ask(self, path: str) -> bytes:
        """What its control host answers (`/log`, `/misbehave?…`)."""
        with urlopen(f"{self.gateway}{path}", timeout=60) as answer:  # noqa: S310
            body: bytes = answer.read()
        return body

    def now(self) -> float:
        """The time that it plays, in unix seconds."""
        return float(json.loads(self.ask("/clock"))["now"])

    def set_clock(self, now: float, speed: float = 0.0) -> None:
        """Let it be `now`, in unix seconds, and time run at `speed` (0: stand still)."""
        self.ask(f"/clock?now={now}&speed={speed}")

    def truth_now(self) -> dict[str, list[dict[str, object]]]:
        """The truth of its pages at the time that it plays."""
        truth: dict[str, list[dict[str, object]]] = json.loads(self.ask("/truth"))
        return truth


@contextmanager
def sample_web(folder: Path, *arguments: str) -> Iterator[SampleWeb]:
    """The sample web as a process of its own; `arguments` are those of `python -m tests.web`."""
    truth = folder / "truth.json"
    command = [sys.executable, "-m", "tests.web", "--port", "0", "--truth", str(truth), *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith("WEB_GATEWAY="):
                raise RuntimeError(f"the sample web said {line!r}")
            gateway = line.strip().removeprefix("WEB_GATEWAY=")
            yield SampleWeb(gateway, json.loads(truth.read_text()))
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            finally:
                process.kill()


@dataclass(frozen=True)
class Program:
    """The program with its environment. scheduling: what is different for scheduler.py
    and the commands that only jobs run. prefix: the words that begin each command line."""

    environment: Mapping[str, str]
    scheduling: Mapping[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()

    def start(self, *words: str) -> subprocess.Popen[str]:
        """`scrapy …` or `scheduler.py …` in the background, its output kept together."""
        first, *rest = words
        command = ["-m", "scrapy", *rest] if first == "scrapy" else [first, *rest]
        is_worker = first == "scrapy" and "prune" not in rest[:1]
        return subprocess.Popen(
            [*self.prefix, sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **self.environment, **({} if is_worker else self.scheduling)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, timeout: float = 300) -> tuple[int, str]:
        """The same in the foreground: exit status and output."""
        process = self.start(*words)
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            raise AssertionError(f"{' '.join(words)} did not end:\n{output[-3000:]}") from None
        except KeyboardInterrupt:  # it is in a session of its own, and was not interrupted
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return process.returncode, output


def program(database: str, gateway: str, **settings: str) -> Program:
    """The program on this database and this web, in a hurry: hosts have no delay to keep.

    database: its owner's URL. The program itself has no more rights than it needs: a worker's, and
    scheduler.py and `scrapy prune` a scheduler's.
    """
    return Program(
        {
            "DATABASE_URL": worker_url(database),
            "WEB_GATEWAY": gateway,
            "HOST_DELAY": "0",
            "CONTACT": "tests@example.org",
            **settings,
        },
        {"DATABASE_URL": scheduler_url(database)},
    )


def give_ended_lots(night: Program, web: SampleWeb) -> None:
    """Enqueue the lots that have left the live board, as an operator would."""
    ended = [str(lot["url"]) for lot in web.truth["bat_lots"] if lot["status"] != "live"]
    code, output = night.run("scrapy", "enqueue", "import_queue", *ended)
    if code != 0:
        raise AssertionError(output)
