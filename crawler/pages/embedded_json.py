"""JSON that a page carries in one of its scripts, and values out of JSON of any shape."""

import json
from decimal import Decimal
from typing import Any

from crawler.pages.errors import Unreadable
from crawler.pages.text import squeeze, storable

_DECODER = json.JSONDecoder(parse_float=Decimal)


def json_after(text: str, mark: str, *, start: int = 0) -> Any:
    """The JSON value (object or list) that begins first after `mark`. None where the mark does not
    stand in the text; raises Unreadable where what follows is no JSON."""
    text = storable(text)
    at = text.find(mark, start)
    if at < 0:
        return None
    begins = [b for b in (text.find("{", at + len(mark)), text.find("[", at + len(mark))) if b >= 0]
    if not begins:
        raise Unreadable(f"no JSON after {mark!r}")
    try:
        return _DECODER.raw_decode(text, min(begins))[0]
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the JSON after {mark!r}: {error}") from error


def json_of(text: str) -> Any:
    """The JSON value that all of `text` is. Raises Unreadable for anything else."""
    try:
        return _DECODER.decode(storable(text).lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no JSON: {error}") from error


def text_of(value: Any) -> str | None:
    """A JSON value as text, squeezed: a string or a number; None for anything else, for an empty
    text, and for a template's slot that nobody filled ("{{Vin}}")."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    text = squeeze(str(value))
    return None if not text or "{{" in text else text


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The objects of a JSON list; empty for anything that is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
