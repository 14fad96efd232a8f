"""A web of the test's own behind one loopback port: each page is what the test says, and every
request is in its log."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawler.handlers import WebDownloadHandler


@dataclass(frozen=True)
class Answer:
    """What a path answers: after `seconds`, `status`, `headers`, and `body`."""

    body: str = ""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    host: str
    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    body: str
    at: float  # monotonic seconds


class OneDocument(WebDownloadHandler):
    """The project's handler, which has the page `/cars/1` of any host at hand, without rules in
    robots.txt. Setting: ONE_DOCUMENT, the page's HTML."""

    async def download_request(self, request: Request) -> Response:
        """See scrapy.core.downloader.handlers.base.BaseDownloadHandler."""
        if request.url.endswith("/robots.txt"):
            return Response(request.url, status=404)
        if request.url.endswith("/cars/1"):
            html = str(self.crawler.settings["ONE_DOCUMENT"])
            return HtmlResponse(request.url, body=html, encoding="utf-8")
        return await super().download_request(request)


class ScriptedWeb:
    """Hosts with their paths; what it does not know is a 404."""

    def __init__(self, gateway: str) -> None:
        self.gateway = gateway
        self.answers: dict[tuple[str, str], Answer] = {}
        self.log: list[Asked] = []
        self.connections = 0

    def put(self, host: str, path: str, answer: Answer) -> None:
        """Let the path of the host answer so."""
        self.answers[host, path] = answer

    def paths(self, host: str) -> list[str]:
        """What was asked of the host, robots.txt apart, in its order."""
        return [a.path for a in self.log if a.host == host and a.path != "/robots.txt"]


@contextmanager
def scripted_web() -> Iterator[ScriptedWeb]:
    """Serve on 127.0.0.1 until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            web.connections += 1
            super().setup()

        def _answer(self) -> None:
            host = self.headers.get("Host", "").split(":")[0]
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            web.log.append(Asked(host, self.command, self.path, headers, body, time.monotonic()))
            answer = web.answers.get((host, self.path), Answer("not here", status=404))
            time.sleep(answer.seconds)
            content = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(content)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer

        def log_message(self, format: str, *args: object) -> None:
            """Tests read the log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web = ScriptedWeb(f"http://127.0.0.1:{server.server_port}")
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
