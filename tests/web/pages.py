"""What a site answers with, and what makes something a site."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Page:
    """One answer: `body` is sent as it is, with `headers` beside the content type."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class Site(Protocol):
    """One site (or several alike), played under each of its `hosts`."""

    hosts: tuple[str, ...]

    def answer(self, host: str, path: str, query: dict[str, str]) -> Page:
        """The page at `path` (percent-decoded, begins with a slash). Unknown paths answer 404."""
        ...

    def truth(self) -> dict[str, list[dict[str, Any]]]:
        """What the site's pages state, as rows by table name."""
        ...


def not_found(host: str, path: str) -> Page:
    """The 404 answer of a site that has no page at `path`."""
    text = f"<!doctype html><html><head><title>Not Found</title></head><body><h1>404</h1>{host}"
    return Page(404, f"{text}</body></html>".encode())


def moved(location: str, status: int = 301) -> Page:
    """A redirect to `location`, permanent unless `status` says otherwise."""
    return Page(status, b"", headers=(("Location", location),))


def robots(*lines: str) -> Page:
    """A robots.txt of the given lines."""
    return Page(200, ("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")
