"""Answers in JSON."""

import json
from typing import Any

from tests.web.pages import Page


def json_page(value: Any) -> Page:
    """A value as a site sends it to programs."""
    return Page(body=json.dumps(value).encode(), content_type="application/json; charset=utf-8")
