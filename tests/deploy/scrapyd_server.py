"""A real Scrapyd on loopback, with folders, a port and a password of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.program import ROOT

PROJECT = "overnight_extraction"
ACCOUNT = {"SCRAPYD_USERNAME": "operator", "SCRAPYD_PASSWORD": "a password of the tests"}


@dataclass(frozen=True)
class Scrapyd:
    """A running Scrapyd: its address, its folder, and the environment it was started with."""

    url: str
    folder: Path
    environment: Mapping[str, str]

    def get(self, page: str, **query: str) -> dict[str, Any]:
        """What one of its pages (`listspiders.json`) answers."""
        return self._ask(f"{page}?{urlencode(query)}", None)

    def post(self, page: str, **form: str) -> dict[str, Any]:
        """What one of its pages (`schedule.json`) answers to a form."""
        return self._ask(page, urlencode(form).encode())

    def _ask(self, page: str, form: bytes | None) -> dict[str, Any]:
        request = Request(self.url + page, form)  # noqa: S310
        words = ":".join(ACCOUNT.values()).encode()
        request.add_header("Authorization", f"Basic {b64encode(words).decode()}")
        with urlopen(request, timeout=120) as answer:  # noqa: S310
            said: dict[str, Any] = json.load(answer)
        return said

    def wait_for_jobs(self, number: int, seconds: float = 300) -> None:
        """Until so many jobs have ended. Raises AssertionError with their logs if they do not."""
        deadline = time.monotonic() + seconds
        while len(self.get("listjobs.json", project=PROJECT)["finished"]) < number:
            if time.monotonic() > deadline:
                raise AssertionError(f"{number} jobs did not end:\n{self.logs()}")
            time.sleep(0.3)

    def logs(self) -> str:
        """The jobs' logs, then its own, their ends."""
        files = [*self.folder.glob("logs/**/*.log"), self.folder / "scrapyd.log"]
        return "\n".join(f"--- {f}\n{f.read_text()[-3000:]}" for f in files)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@contextmanager
def scrapyd(folder: Path, **environment: str) -> Iterator[Scrapyd]:
    """A Scrapyd with the settings of deploy/scrapyd/scrapyd.conf, but one crawl at a time and
    folders in `folder`. Its crawls inherit the `environment`."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = ConfigParser()
    settings.read(ROOT / "deploy" / "scrapyd" / "scrapyd.conf")
    port = _free_port()
    settings["scrapyd"].update({"http_port": str(port), "max_proc": "1", "poll_interval": "0.2"})
    for name in ("eggs", "logs", "dbs"):
        settings["scrapyd"][f"{name}_dir"] = str(folder / name)
    with (folder / "scrapyd.conf").open("w") as file:
        settings.write(file)
    own = {**ACCOUNT, **environment, "HOME": str(folder)}
    with (
        (folder / "scrapyd.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "scrapyd", "--pidfile="],
            cwd=folder,
            env={**os.environ, **own},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            running = Scrapyd(f"http://127.0.0.1:{port}/", folder, own)
            _wait_until_it_answers(running, process)
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            finally:  # a crawl of a test that failed, and a Scrapyd that does not end
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def _wait_until_it_answers(running: Scrapyd, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            running.get("daemonstatus.json")
            return
        except URLError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(running.logs()) from None
            time.sleep(0.1)
