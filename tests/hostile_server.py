"""A server on loopback that does to its clients what it is asked to by the path: raw bytes, for no
library would send them."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import ssl
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import brotli  # type: ignore[import-untyped]
from backports import zstd

_HTML = b"Content-Type: text/html; charset=utf-8\r\n"
MB = 1024 * 1024
_CAR = {
    "@context": "https://schema.org",
    "@type": "Car",
    "name": "1967 Lancia Fulvia",
    "vehicleModelDate": "1967",
    "brand": "Lancia",
    "model": "Fulvia",
    "offers": {"@type": "Offer", "price": "31500", "priceCurrency": "USD"},
}


def car_page(description: str = "A sound car.") -> bytes:
    """The page of a car."""
    record = json.dumps({**_CAR, "description": description})
    return (
        "<!doctype html><html><head><title>1967 Lancia Fulvia</title>"
        f'<script type="application/ld+json">{record}</script></head>'
        f"<body><h1>1967 Lancia Fulvia</h1><p>{description}</p></body></html>"
    ).encode("utf-8", "replace")


def answer(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A well-formed answer."""
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n" + _HTML + b"\r\n" + body


@dataclass
class Connection:
    """One client's connection, after its request came."""

    host: str
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def for_ever(self, data: bytes, every: float = 0.0) -> None:
        """Send `data` until the client goes, each `every` seconds."""
        while True:
            await self.send(data)
            await asyncio.sleep(every)


Kind = Callable[[Connection], Awaitable[None]]
KINDS: dict[str, Kind] = {}


def kind(function: Kind) -> Kind:
    """Name a kind of answer after the function that gives it."""
    KINDS[function.__name__] = function
    return function


def sends(name: str, *parts: bytes) -> None:
    """A kind of answer that is a few bytes."""

    async def send(to: Connection) -> None:
        for part in parts:
            await to.send(part)

    KINDS[name] = send


# Bytes that would steer a terminal, turn the direction of writing, or begin a line of their own.
ESCAPES = "\x1b[2J\x9b31m\x07\u202e\u2028a\n2026 [forged] line".encode()
ZEROS = bytes(21 * MB)
OK = b"HTTP/1.1 200 OK\r\n" + _HTML


sends("sound", answer(car_page()))
sends("gzip", answer(gzip.compress(car_page()), b"Content-Encoding: gzip"))
sends("deflate", answer(zlib.compress(car_page()), b"Content-Encoding: deflate"))
sends("br", answer(brotli.compress(car_page()), b"Content-Encoding: br"))
sends("zstd", answer(zstd.compress(car_page()), b"Content-Encoding: zstd"))
sends("without_colon", answer(car_page(), b"this header has none"))
sends("some_cookies", answer(car_page(), *(b"Set-Cookie: c%d=1" % n for n in range(1000))))
sends(
    "escapes",
    answer(
        car_page().replace(b"Lancia Fulvia", ESCAPES), b"X-" + ESCAPES, b"Location: /" + ESCAPES
    ),
)
sends(
    "to_escapes",
    answer(b"", b"Location: ftp://" + ESCAPES.replace(b"\n", b""), status=b"302 Found"),
)
sends("nul", answer(car_page("a\0b\ud83d \udc00")))
sends("punycode", answer(car_page().ljust(MB)).replace(b"utf-8", b"punycode"))
sends("base64", answer(car_page()).replace(b"utf-8", b"base64"))

for scheme in ("ftp://a.example/", "file:///etc/passwd", "data:text/html,a", "javascript:alert(1)"):
    sends(
        f"to_{scheme.partition(':')[0]}",
        answer(b"", b"Location: " + scheme.encode(), status=b"302 Found"),
    )
sends("to_nowhere", answer(b"", b"Location: http://[", status=b"302 Found"))
sends("to_port", answer(b"", b"Location: http://a.example:99999/", status=b"302 Found"))
sends("to_itself", answer(b"", b"Location: /to_itself", status=b"301 Moved Permanently"))
sends("far_location", answer(b"", b"Location: /" + b"a" * MB, status=b"302 Found"))

sends("big", answer(ZEROS))
sends("big_until_close", OK + b"\r\n", ZEROS)
sends("big_chunked", OK + b"Transfer-Encoding: chunked\r\n\r\n", b"%x\r\n" % len(ZEROS), ZEROS)
sends("bomb_gzip", answer(gzip.compress(ZEROS), b"Content-Encoding: gzip"))
sends("bomb_deflate", answer(zlib.compress(ZEROS), b"Content-Encoding: deflate"))
sends("bomb_br", answer(brotli.compress(ZEROS), b"Content-Encoding: br"))
sends("bomb_zstd", answer(zstd.compress(ZEROS), b"Content-Encoding: zstd"))
sends(
    "bomb_in_bomb",
    answer(gzip.compress(gzip.compress(bytes(100 * MB))), b"Content-Encoding: gzip, gzip"),
)
sends("bomb_file", answer(gzip.compress(ZEROS)))
sends("many_codings", answer(car_page(), b"Content-Encoding: " + b"gzip," * 50 + b"gzip"))

sends("many_headers", OK, b"".join(b"X-%d: a\r\n" % n for n in range(10_000)), b"\r\n")
sends("large_header", OK + b"X-Large: ", b"a" * 10 * MB, b"\r\n\r\n")
sends("cookie_flood", OK, b"Set-Cookie: a=%s\r\n" % (b"b" * 100) * 10_000, b"\r\n")
sends("no_http", b"\x00\x01SSH-2.0-OpenSSH_9.6\r\n\xff\xfe\r\n\r\n")
sends("negative_length", OK + b"Content-Length: -1\r\n\r\nabc")
sends("huge_length", OK + b"Content-Length: 9223372036854775807\r\n\r\nabc")
sends("endless_length", OK + b"Content-Length: " + b"9" * 10_000 + b"\r\n\r\nabc")
sends("two_lengths", OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")
sends("strange_coding", OK + b"Transfer-Encoding: nonsense\r\n\r\nabc")
sends("strange_chunks", OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc")
sends("status_999", answer(car_page(), status=b"999 Request denied"))
sends("closes")
sends("cut", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")

# It keeps any HTML parser busy for minutes: each name is compared with all before it.
ATTRIBUTES = answer(b"<a " + b" ".join(b"x%d=1" % n for n in range(500_000)) + b">")


@kind
async def silent(to: Connection) -> None:
    await asyncio.sleep(600)


@kind
async def half_a_head(to: Connection) -> None:
    await to.send(b"HTTP/1.1 200 OK\r\nContent-Ty")
    await asyncio.sleep(600)


@kind
async def slow_head(to: Connection) -> None:
    await to.send(OK)
    await to.for_ever(b"X-Slow: a\r\n", every=0.2)


@kind
async def slow_body(to: Connection) -> None:
    await to.send(OK + b"\r\n")
    await to.for_ever(b"a", every=0.2)


@kind
async def endless_body(to: Connection) -> None:
    await to.send(OK + b"\r\n")
    await to.for_ever(bytes(MB))


@kind
async def endless_head(to: Connection) -> None:
    await to.send(OK)
    await to.for_ever(b"X-Endless: a\r\n" * 1000)


@kind
async def endless_folding(to: Connection) -> None:
    await to.send(OK + b"X-Folded: a\r\n")
    await to.for_ever(b" a\r\n" * 1000)


@kind
async def continues(to: Connection) -> None:
    await to.for_ever(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


@kind
async def endless_trailer(to: Connection) -> None:
    await to.send(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")
    await to.for_ever(b"X-Trailer: a\r\n" * 1000)


@dataclass
class HostileServer:
    """Where it listens, and what it was asked: the `Host` and path of each request. `connections`
    counts all that were accepted, `open` those that are, `gone` those whose client left first."""

    origin: str
    asked: list[tuple[str, str]] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    gone: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, then close."""
        self.connections += 1
        self.open += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode()
            host = head.lower().partition(b"\nhost: ")[2].partition(b"\r")[0].decode()
            self.asked.append((host, path))
            self.heads.append(head)
            name = path.strip("/").partition("?")[0].partition(".")[0]
            to = Connection(host, writer)
            if name in KINDS:
                await KINDS[name](to)
            elif name == "attributes":  # it ends the worker: none of the others
                await to.send(ATTRIBUTES)
            else:
                await to.send(answer(b"", status=b"404 Not Found"))
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            self.gone += 1
        finally:
            self.open -= 1
            writer.close()


@contextmanager
def hostile_server(context: ssl.SSLContext | None = None) -> Iterator[HostileServer]:
    """The server in a thread of its own."""
    loop = asyncio.new_event_loop()
    made = HostileServer("")

    server = loop.run_until_complete(asyncio.start_server(made.serve, "127.0.0.1", 0, ssl=context))
    port = server.sockets[0].getsockname()[1]
    made.origin = f"{'https' if context else 'http'}://127.0.0.1:{port}"
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(asyncio.sleep(0.1))
        loop.close()
