"""Cassettes in betamax's file format: written, read, and looked up by method, URL and body."""

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
    there. They are sorted by what was asked (URL, method, body): the order in which pages came says
    nothing. The answers to one and the same request keep theirs."""
    path.write_text("")
    cassette = Cassette(path.stem, _FORMAT, record_mode="all", cassette_library_dir=path.parent)
    ordered = sorted(interactions, key=_asked)
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
        if any("base64_string" not in one[side]["body"] for side in ("request", "response")):
            raise NotACassette(f"{path}: a body of {one['request']['uri']} is not base64")
    return found


def body_of(interaction: dict[str, Any]) -> bytes:
    """The response's body as it came over the wire."""
    return base64.b64decode(interaction["response"]["body"]["base64_string"])


def posted_in(interaction: dict[str, Any]) -> bytes:
    """The request's body; empty where nothing was sent."""
    return base64.b64decode(interaction["request"]["body"]["base64_string"])


def _asked(interaction: dict[str, Any]) -> tuple[str, str, bytes]:
    request = interaction["request"]
    return request["uri"], request["method"], posted_in(interaction)


class Answers:
    """The recorded answers by what was asked; betamax itself would search them one by one."""

    def __init__(self, interactions: Iterable[dict[str, Any]]) -> None:
        self._left: dict[tuple[str, str, bytes], list[dict[str, Any]]] = {}
        for one in interactions:
            self._left.setdefault(_asked(one), []).append(one)

    def next(self, method: str, url: str, body: bytes = b"") -> dict[str, Any] | None:
        """The interaction that answers this very request: those of one request in their order,
        then the last of them again. None for one that was not recorded: another method or another
        body asks for something else."""
        left = self._left.get((url, method, body))
        if left is None:
            return None
        return left.pop(0) if len(left) > 1 else left[0]
