"""Cassettes in betamax's file format: written, read, and looked up by method and URL."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from betamax import Betamax
from betamax.cassette import Cassette, Interaction
from betamax.serializers import JSONSerializer

_FORMAT = "json_by_line"


class JsonByLine(JSONSerializer):  # type: ignore[misc] # betamax has no types
    """betamax's own JSON, a line for each value, so that a new recording shows as a difference."""

    name = _FORMAT

    def serialize(self, cassette_data: dict[str, Any]) -> str:
        """See betamax.serializers.BaseSerializer."""
        return json.dumps(cassette_data, indent=1, sort_keys=True) + "\n"


Betamax.register_serializer(JsonByLine)


class NotACassette(Exception):
    """A file that is missing, is no cassette, or holds a body in another form than base64."""


def write(path: Path, interactions: Iterable[dict[str, Any]]) -> None:
    """Write betamax interactions (its dicts) to `path`, whose folder exists, in place of what was
    there. They are sorted by URL: the order in which pages came says nothing. Those of one URL
    keep theirs."""
    path.write_text("")
    cassette = Cassette(path.stem, _FORMAT, record_mode="all", cassette_library_dir=path.parent)
    ordered = sorted(interactions, key=lambda one: str(one["request"]["uri"]))
    cassette.interactions = [Interaction(one) for one in ordered]
    cassette.eject()


def read(path: Path) -> list[dict[str, Any]]:
    """The interactions of the cassette at `path`, as betamax reads them. Raises NotACassette."""
    # betamax makes an empty file of a missing one.
    if not path.is_file():
        raise NotACassette(f"there is no cassette {path}")
    try:
        cassette = Cassette(
            path.stem, _FORMAT, record_mode="none", cassette_library_dir=path.parent
        )
        found: list[dict[str, Any]] = [one.data for one in cassette.interactions]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotACassette(f"betamax cannot read {path}: {error!r}") from error
    if not found:
        raise NotACassette(f"{path} holds no exchange")
    for one in found:
        # Other forms lose the bytes of compressed bodies.
        if "base64_string" not in one["response"]["body"]:
            raise NotACassette(f"{path}: the body of {one['request']['uri']} is not base64")
    return found


def body_of(interaction: dict[str, Any]) -> bytes:
    """The response's body as it came over the wire."""
    return base64.b64decode(interaction["response"]["body"]["base64_string"])


class Answers:
    """The recorded answers by method and URL; betamax itself would search them one by one."""

    def __init__(self, interactions: Iterable[dict[str, Any]]) -> None:
        self._left: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for one in interactions:
            key = (one["request"]["method"], one["request"]["uri"])
            self._left.setdefault(key, []).append(one)

    def next(self, method: str, url: str) -> dict[str, Any] | None:
        """The interaction that answers this request: those of one URL in their order, then the
        last of them again. None for a request that was not recorded."""
        left = self._left.get((method, url))
        if left is None:
            return None
        return left.pop(0) if len(left) > 1 else left[0]
