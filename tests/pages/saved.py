"""Real pages that somebody saved, where the machine has them."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]


def saved_page(pattern: str) -> str:
    """The one saved page that the glob `pattern` finds below the folder that SAVED_PAGES names
    (../shared/pages if unset); skips the test where there is none."""
    folder = _folder()
    found = list(folder.glob(pattern))
    if not found:
        pytest.skip(f"no saved page {folder / pattern}: SAVED_PAGES names the folder")
    (path,) = found
    return path.read_text(encoding="utf-8")


def saved_records(name: str) -> list[dict[str, Any]]:
    """The records of the JSON file `name` in the folder `data` beside the one that SAVED_PAGES
    names; skips the test where there is none."""
    path = _folder().parent / "data" / name
    if not path.exists():
        pytest.skip(f"no saved records {path}: they lie beside the folder that SAVED_PAGES names")
    records: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return records


def _folder() -> Path:
    folder = Path(os.environ.get("SAVED_PAGES") or _ROOT / ".." / "shared" / "pages")
    return folder if folder.is_absolute() else _ROOT / folder


def site_of(html: str) -> str:
    """The origin of the first absolute link to a site that a saved page holds."""
    found = re.search(r"https://www\.[\w.-]+", html)
    assert found
    return found[0]
