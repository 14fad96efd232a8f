"""The object that a list page's script assigns: all that the browser's cards are made of."""

import json
import re
from typing import TypeVar

import msgspec

from crawler.pages.bring_a_trailer.embedded import decode
from crawler.pages.errors import Unreadable

T = TypeVar("T")


def read_initial_data(html: str, variable: str, decoder: msgspec.json.Decoder[T]) -> T:
    """The object assigned to `variable` in the page `html`, as `decoder` types it.

    Raises Unreadable when it is missing, cut or not as typed.
    """
    assignment = re.search(rf"\bvar\s+{variable}\s*=\s*(?=\{{)", html)
    if assignment is None:
        raise Unreadable(f"{variable} is missing")
    start = assignment.end()
    try:
        # Where it ends, only its own braces tell: a "};" may stand in a title.
        _, end = json.JSONDecoder().raw_decode(html, start)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{variable} is cut: {error}") from error
    return decode(html[start:end], decoder, variable)
