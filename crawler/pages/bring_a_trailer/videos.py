"""Videos in a comment, as the thread's JSON states them."""

import re
from collections.abc import Iterable
from html import unescape

from msgspec import Struct, field

from crawler.items import CommentVideo

_URL = re.compile(r"https?:(//[^/?#\s]+/[^?#\s]+)")  # without the query that asks for a size
_URL = re.compile(r"(?:https?:)?(//[^/?#\s]+/\S*)", re.IGNORECASE)
# Stops at the next tag, so that a text of nothing but beginnings is read once.
_IFRAME = re.compile(r"""<iframe\b[^<>]*?\ssrc\s*=\s*["']([^"'<>]+)["']""", re.IGNORECASE)


class StatedVideo(Struct, gc=False):
    """What is read of an entry of a comment's `videos`. False, "" and null state nothing."""

    url: str | bool | None = None
    oembed: str | bool | None = field(name="oembedHtml", default=None)
    playlist_url: str | bool | None = None
    provider: str | bool | None = None
    title: str | bool | None = None


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
