"""Real pages that somebody saved, where the machine has them."""

import os
import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


def saved_page(pattern: str) -> str:
    """The one saved page that the glob `pattern` finds below the folder that SAVED_PAGES names
    (../shared/pages if unset); skips the test where there is none."""
    folder = Path(os.environ.get("SAVED_PAGES") or _ROOT / ".." / "shared" / "pages")
    folder = folder if folder.is_absolute() else _ROOT / folder
    found = list(folder.glob(pattern))
    if not found:
        pytest.skip(f"no saved page {folder / pattern}: SAVED_PAGES names the folder")
    (path,) = found
    return path.read_text(encoding="utf-8")


def site_of(html: str) -> str:
    """The origin of the first absolute link to a site that a saved page holds."""
    found = re.search(r"https://www\.[\w.-]+", html)
    assert found
    return found[0]
