"""Pages written for the tests, each beside the record that its reader must give."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler.items import ReadPage

FIXTURES = Path(__file__).parent / "fixtures"


def names(folder: str) -> list[str]:
    """The pages of a folder. Never none: a folder without pages is an error of the test."""
    found = sorted(path.stem for path in (FIXTURES / folder).glob("*.html"))
    assert found, f"no pages in {folder}"
    return found


def html(folder: str, name: str) -> str:
    """A page's HTML."""
    return (FIXTURES / folder / f"{name}.html").read_text(encoding="utf-8")


def check(folder: str, name: str, read: Callable[[str, dict[str, Any]], ReadPage]) -> None:
    """Assert that the page is read as its record says. `read` gets the HTML and the record, whose
    "url" and "status" tell how the page was come by."""
    record = json.loads((FIXTURES / folder / f"{name}.json").read_text(encoding="utf-8"))
    assert as_record(read(html(folder, name), record)) == record["gives"]


def as_record(page: ReadPage) -> dict[str, Any]:
    """What a reader gave, as JSON would have it; fields that the page does not state are left
    out."""
    items = [
        {"type": type(item).__name__} | {k: v for k, v in asdict(item).items() if v is not None}
        for item in page.items
    ]
    record = {"page": page.page, "next_url": page.next_url, "items": items}
    loaded: dict[str, Any] = json.loads(json.dumps(record, default=str))
    return loaded
