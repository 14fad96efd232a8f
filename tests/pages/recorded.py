"""Pages written for the tests, each beside the record that its reader must give."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler.items import ListPage, ReadPage
from crawler.pages.platforms import Platform

FIXTURES = Path(__file__).parent / "fixtures"
_KINDS = (".html", ".xml", ".feed")  # a feed is JSON, or what else a site sends to programs


def names(folder: str) -> list[str]:
    """The pages of a folder. Never none: a folder without pages is an error of the test."""
    found = pages(folder)
    assert found, f"no pages in {folder}"
    return found


def pages(folder: str) -> list[str]:
    """The pages of a folder, if there are any."""
    return sorted(path.stem for path in (FIXTURES / folder).glob("*") if path.suffix in _KINDS)


def html(folder: str, name: str) -> str:
    """A page's text."""
    (path,) = (p for p in (FIXTURES / folder).glob(f"{name}.*") if p.suffix in _KINDS)
    return path.read_text(encoding="utf-8")


def record(folder: str, name: str) -> dict[str, Any]:
    """What stands beside a page: how it was come by, and what it "gives"."""
    path = FIXTURES / folder / f"{name}.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def check(folder: str, name: str, read: Callable[[str, dict[str, Any]], ReadPage]) -> None:
    """Assert that the page is read as its record says. `read` gets the text and the record, whose
    "url" and "status" tell how the page was come by."""
    expected = record(folder, name)
    assert as_record(read(html(folder, name), expected)) == expected["gives"]


def given(platform: Platform, text: str, known: dict[str, Any]) -> Any:
    """What a platform's adapter makes of a page, as its record's "gives" has it. The record's
    "reads" is "home" (gives the roads, each a list of [url, status, body] for "run_mode", "both"
    if not said), "list" or "vehicle"."""
    if known["reads"] == "home":
        roads = platform.roads(text, known["url"], known.get("run_mode", "both"))
        return [[[page.url, page.status, page.body] for page in road] for road in roads]
    if known["reads"] == "list":
        page = ListPage(known["url"], known.get("status"), known.get("body"))
        return as_record(platform.read_list(text, page))
    return as_record(platform.read_vehicle(text, known["url"]))


def as_record(page: ReadPage) -> dict[str, Any]:
    """What a reader gave, as JSON would have it; fields that the page does not state are left
    out."""
    items = [
        {"type": type(item).__name__} | {k: v for k, v in asdict(item).items() if v is not None}
        for item in page.items
    ]
    found: dict[str, Any] = {"page": page.page, "next_url": page.next_url, "items": items}
    if page.further:
        found["further"] = [[one.url, one.status, one.body] for one in page.further]
    loaded: dict[str, Any] = json.loads(json.dumps(found, default=str))
    return loaded
