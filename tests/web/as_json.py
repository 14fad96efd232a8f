"""The truth about all pages as JSON."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def truth_json(truth: dict[str, list[dict[str, Any]]]) -> str:
    """Rows by table name: money as a string, a day or a moment in ISO 8601."""
    return json.dumps(truth, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")
