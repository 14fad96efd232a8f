"""`python -m tests.fenced_scrapy …`: Scrapy in a process that reaches nothing but loopback, whose
names are looked up in a table, and whose every connection and lookup is written down.

Environment: FENCE_NAMES, JSON: the answers to each name, the first to the first lookup, the last to
all later ones; a number is the seconds of silence before there is no answer.
FENCE_LOG: a file; a line `connect ADDRESS` or `lookup NAME` for each.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scrapy import Request
from scrapy.cmdline import execute
from scrapy.http import Response

from crawler.handlers import WebDownloadHandler

_really = socket.gethostbyname
_names: dict[str, list[str | float]] = json.loads(os.environ.get("FENCE_NAMES", "{}"))
_given: dict[str, int] = {}


def note(line: str) -> None:
    """A line of the log, there as soon as this returns."""
    with open(os.environ["FENCE_LOG"], "a") as log:
        log.write(line + "\n")


def looked_up(name: str) -> str:
    """The next answer to a name; one that the table does not know is asked of the system."""
    note(f"lookup {name}")
    if name not in _names:
        return _really(name)
    number = _given.get(name, 0)
    _given[name] = number + 1
    found = _names[name][min(number, len(_names[name]) - 1)]
    if isinstance(found, str):
        return found
    time.sleep(found)
    raise socket.gaierror(socket.EAI_AGAIN, "no answer")


def fence(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: Python calls it before each connection of its own sockets."""
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    address = str(arguments[1][0])
    note(f"connect {address}")
    if not address.startswith("127."):
        raise OSError(errno.ENETUNREACH, "fenced")


class LeadingAway(WebDownloadHandler):
    """The project's handler, which has hosts under `leads.example` at hand: no rules in robots.txt,
    and each page leads to the URL in its query's `to`."""

    async def download_request(self, request: Request) -> Response:
        """See scrapy.core.downloader.handlers.base.BaseDownloadHandler."""
        url = urlsplit(request.url)
        if url.path == "/robots.txt" and (url.hostname or "").endswith(".example"):
            return Response(request.url, status=404)
        if (url.hostname or "").endswith("leads.example"):
            return Response(
                request.url, status=302, headers={"Location": parse_qs(url.query)["to"][0]}
            )
        return await super().download_request(request)


if __name__ == "__main__":
    socket.gethostbyname = looked_up
    sys.addaudithook(fence)
    handlers = dict.fromkeys(("http", "https"), "tests.fenced_scrapy.LeadingAway")
    execute(["scrapy", *sys.argv[1:], "-s", f"DOWNLOAD_HANDLERS={json.dumps(handlers)}"])
