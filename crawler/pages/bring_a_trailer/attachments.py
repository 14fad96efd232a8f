"""Photos and videos in a comment, as the thread's JSON states them."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from msgspec import Struct, field

from crawler.items import CommentVideo

_MOST_PIXELS = 2**31 - 1
_PHOTO_URL = re.compile(r"https?:(//[^/?#\s]+/[^?#\s]+)")  # without the query that asks for a size
_URL = re.compile(r"(?:https?:)?(//[^/?#\s]+/\S*)", re.IGNORECASE)
# Stops at the next tag, so that a text of nothing but beginnings is read once.
_IFRAME = re.compile(r"""<iframe\b[^<>]*?\ssrc\s*=\s*["']([^"'<>]+)["']""", re.IGNORECASE)


class Large(Struct, gc=False):
    """What is read of a photo, by the names that a CommentPhoto has for it."""

    url: str
    width: Any = None
    height: Any = None


class StatedPhoto(Struct, gc=False):
    """What is read of an entry of a comment's `images`: it has the shape of the gallery's."""

    large: Large


class StatedVideo(Struct, gc=False):
    """What is read of an entry of a comment's `videos`. False, "" and null state nothing."""

    url: str | bool | None = None
    oembed: str | bool | None = field(name="oembedHtml", default=None)
    playlist_url: str | bool | None = None
    provider: str | bool | None = None
    title: str | bool | None = None


def read_photos(stated: Iterable[StatedPhoto]) -> tuple[Large, ...]:
    """The photos of a comment in its order, each original once; `stated` is used up.

    Raises ValueError where a photo's URL is none.
    """
    photos: dict[str, Large] = {}
    for photo in stated:
        large = photo.large
        match = _PHOTO_URL.match(large.url)
        if match is None:
            raise ValueError(f"no photo's URL: {large.url!r:.200}")
        large.url = f"https:{match[1]}"
        if large.url not in photos:
            photos[large.url] = large
            if type(large.width) is not int or not 0 < large.width <= _MOST_PIXELS:
                large.width = None
            if type(large.height) is not int or not 0 < large.height <= _MOST_PIXELS:
                large.height = None
    return tuple(photos.values())


def read_videos(stated: Iterable[StatedVideo]) -> tuple[CommentVideo, ...]:
    """The videos of a comment in its order, each once.

    A video has the URL that its author gave, else that of the player the page shows it in, else
    its playlist's. One that still waits for all of them is not there yet: a later page has it.
    """
    videos: dict[str, CommentVideo] = {}
    for video in stated:
        url = _url(video.url) or _player(video.oembed) or _url(video.playlist_url)
        if url is not None and url not in videos:
            videos[url] = CommentVideo(
                url=url, provider=_text(video.provider), title=_text(video.title)
            )
    return tuple(videos.values())


def _player(oembed: str | bool | None) -> str | None:
    match = _IFRAME.search(oembed) if isinstance(oembed, str) else None
    return _url(unescape(match[1])) if match else None


def _url(stated: str | bool | None) -> str | None:
    """The URL as stated, absolute; None where it is none that a browser would fetch."""
    match = _URL.fullmatch(stated.strip()) if isinstance(stated, str) else None
    if match is None:
        return None
    return f"https:{match[0]}" if match[0].startswith("//") else match[0]


def _text(stated: str | bool | None) -> str | None:
    return stated.strip() or None if isinstance(stated, str) else None
