"""Bring a Trailer's lots, written for the tests, and what is read of them."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from crawler.items import BatLot, ReadPage
from crawler.pages.bring_a_trailer import read_lot

FIXTURES = Path(__file__).with_name("fixtures")
URL = "https://bringatrailer.com/listing/a-lot/"

ItemT = TypeVar("ItemT")


def names() -> list[str]:
    """The lots that have a page or a record; there is always one."""
    found = {path.stem.removeprefix("bat-") for path in FIXTURES.glob("bat-*.*")}
    return sorted(name for name in found if not name.startswith(("board", "results"))) or ["none"]


def fixture(name: str) -> str:
    """The page's HTML."""
    return (FIXTURES / f"bat-{name}.html").read_text(encoding="utf-8")


def record(name: str) -> Any:
    """What the page says, as written beside it."""
    return json.loads((FIXTURES / f"bat-{name}.json").read_text(encoding="utf-8"))


def of(page: ReadPage, kind: type[ItemT]) -> list[ItemT]:
    """The page's items of that kind."""
    return [item for item in page.items if isinstance(item, kind)]


def lot_of(html: str) -> BatLot:
    """The one lot that the page gives."""
    (lot,) = of(read_lot(html, URL), BatLot)
    return lot


def as_record(page: ReadPage) -> Any:
    """What a reader gave, as a record states it: what the page does not state is left out."""
    items = [{"type": type(item).__name__, **_stated(asdict(item))} for item in page.items]
    return json.loads(json.dumps({"page": page.page, "items": items}, default=_words))


def changed(html: str, old: str, new: str) -> str:
    """`html` with `new` for each `old`, of which there is one at least."""
    assert old in html
    return html.replace(old, new)


def _stated(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != ()}


def _words(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)
