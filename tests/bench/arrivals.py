"""A web that notes when each request arrived: `python -m tests.bench.arrivals`.

It prints its origin, serves a car's page at every tenth path until a line comes on standard input,
and then prints the arrivals as JSON: for each host, the monotonic seconds of its requests.
"""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

_CAR = {
    "@context": "https://schema.org",
    "@type": "Car",
    "name": "1967 Lancia Fulvia",
    "vehicleModelDate": "1967",
    "brand": "Lancia",
    "model": "Fulvia",
    "offers": {"@type": "Offer", "price": "31500", "priceCurrency": "USD"},
}
_PARAGRAPHS = "".join(
    f"<p class='p{n}'>Some words about the car, part {n}.</p>" for n in range(400)
)
_PAGE = (
    "<!doctype html><html><head><title>1967 Lancia Fulvia</title>"
    f'<script type="application/ld+json">{json.dumps(_CAR)}</script></head>'
    f"<body><h1>1967 Lancia Fulvia</h1>{_PARAGRAPHS}</body></html>"
).encode()


def _answer(status: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


_FOUND = _answer("200 OK", _PAGE)
_NOT_FOUND = _answer("404 Not Found", b"")


class Arrivals(asyncio.Protocol):
    """One connection; requests are small enough to arrive in one piece."""

    def __init__(self, times: dict[str, list[float]]) -> None:
        self.times = times

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Notes the time first of all."""
        now = time.monotonic()
        head = data.decode("latin-1")
        host = head.lower().partition("\r\nhost:")[2].partition("\r\n")[0].strip()
        self.times[host].append(now)
        assert isinstance(self.transport, asyncio.WriteTransport)
        path = head.split(" ", 2)[1]
        # Few pages are there: the machine is to have time for the pace.
        self.transport.write(_FOUND if path.endswith("0") else _NOT_FOUND)


async def _serve() -> None:
    with contextlib.suppress(PermissionError):
        os.nice(-10)  # a machine with much to do would delay the noting, not the requests
    times: dict[str, list[float]] = defaultdict(list)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Arrivals(times), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    print(json.dumps(times), flush=True)


class Recorder:
    """The web as a process of its own. gateway: its origin."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.gateway = process.stdout.readline().strip() if process.stdout else ""

    def arrivals(self) -> dict[str, list[float]]:
        """For each host, when its requests came; the web ends with it."""
        said, _ = self._process.communicate("\n", timeout=60)
        times: dict[str, list[float]] = json.loads(said)
        return times


@contextmanager
def recorder() -> Iterator[Recorder]:
    """Serve until the end of the block."""
    command = [sys.executable, "-m", "tests.bench.arrivals"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Recorder(process)
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(_serve())
