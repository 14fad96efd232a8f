"""Photos as the page's JSON states them: those of the gallery, and those in comments."""

import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

_URL = re.compile(r"https?:(//[^/?#\s]+/[^?#\s]+)")  # without the query that asks for a size
_MOST_PIXELS = 2**31 - 1


class Large(Struct, gc=False):
    """What is read of a photo, by the names that a VehicleImage and a CommentPhoto have for it."""

    url: str
    width: Any = None
    height: Any = None
    position: int = 0  # 1 is the first


class StatedPhoto(Struct, gc=False):
    """What is read of an entry of a list of photos."""

    large: Large


def read_photos(stated: Iterable[StatedPhoto]) -> tuple[Large, ...]:
    """The photos in their order, each original once; `stated` is used up.

    Raises ValueError where a photo's URL is none.
    """
    photos: dict[str, Large] = {}
    for photo in stated:
        large = photo.large
        match = _URL.match(large.url)
        if match is None:
            raise ValueError(f"no photo's URL: {large.url!r:.200}")
        large.url = f"https:{match[1]}"
        if large.url not in photos:
            photos[large.url] = large
            large.position = len(photos)
            if type(large.width) is not int or not 0 < large.width <= _MOST_PIXELS:
                large.width = None
            if type(large.height) is not int or not 0 < large.height <= _MOST_PIXELS:
                large.height = None
    return tuple(photos.values())
