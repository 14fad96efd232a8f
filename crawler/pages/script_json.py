"""JSON that a page's script assigns to a name."""

import re
from collections.abc import Iterator
from typing import Any

from crawler.pages.embedded_json import json_after


def assigned(text: str, target: str) -> Iterator[Any]:
    """The object or list of each assignment to `target` (a regular expression) in `text`, in
    order; an assignment of anything else ("= x || {}") is passed over. Raises Unreadable for one
    that begins like JSON and is none."""
    for found in re.finditer(rf"(?:{target})\s*=\s*(?=[{{\[])", text):
        yield json_after(text, found[0], start=found.start())
