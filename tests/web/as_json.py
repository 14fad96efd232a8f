"""The truth about all pages as JSON."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def truth_json(truth: dict[str, list[dict[str, Any]]]) -> str:
    """Rows by table name, see as_json."""
    return as_json(truth)


def as_json(value: Any) -> str:
    """Any value as JSON: money as a string, a day or a moment in ISO 8601."""
    return json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")
