"""JSON that a page carries in a script or an attribute."""

import re
from typing import TypeVar

import msgspec

from crawler.pages.errors import Unreadable
from crawler.pages.text import storable

T = TypeVar("T")

_HIGH = r"\\u[dD][89abAB][0-9a-fA-F]{2}"
# The escapes of what Postgres cannot hold: NUL, and surrogates that are no pair. Only the half of
# a pair that surely is one is passed over: by far most texts have no other.
_UNSTORABLE = re.compile(
    rf"\\u(?:0000|[dD](?:[89abAB][0-9a-fA-F]{{2}}(?!\\u[dD][c-fC-F][0-9a-fA-F]{{2}})"
    rf"|(?<!(?<!\\){_HIGH}\\u[dD])(?P<low>[c-fC-F][0-9a-fA-F]{{2}})))"
)
_PAIRED = re.compile(_HIGH)


def decode(text: str, decoder: msgspec.json.Decoder[T], name: str) -> T:
    """The JSON value that all of `text` is, as `decoder` types it. Its strings are storable.

    `name` is what errors call the value. Raises Unreadable when the JSON is cut or not as typed.
    """
    try:
        if "\\u0000" not in text:
            try:
                return decoder.decode(text)
            except (msgspec.DecodeError, UnicodeEncodeError) as error:
                if isinstance(error, msgspec.ValidationError):
                    raise
        # msgspec refuses half a pair, too: BaT's own cutting of a text may leave one.
        return decoder.decode(_UNSTORABLE.sub(_storable, storable(text)))
    except RecursionError as error:
        raise Unreadable(f"{name} is nested too deeply") from error
    except msgspec.DecodeError as error:
        stated = "" if isinstance(error, msgspec.ValidationError) else " is cut"
        raise Unreadable(f"{name}{stated}: {_shortened(str(error))}") from error
    except ValueError as error:  # what msgspec leaves to others: a year beyond 9999
        raise Unreadable(f"{name}: {error}") from error


def _shortened(message: str) -> str:
    """Without the middle: a value that is quoted there may be as long as the page."""
    return message if len(message) <= 200 else f"{message[:100]} … {message[-100:]}"


def _storable(found: re.Match[str]) -> str:
    text, start = found.string, found.start()
    paired = found["low"] and _PAIRED.match(text, start - 6) and _is_escape(text, start - 6)
    return found[0] if paired or not _is_escape(text, start) else "\\ufffd"


def _is_escape(text: str, start: int) -> bool:
    """Whether the backslash at `start` is no half of an escaped backslash."""
    first = start
    while first and text[first - 1] == "\\":
        first -= 1
    return (start - first) % 2 == 0
