"""Threads written for the tests, as the JSON of BAT_VMS, and what is read of them."""

import json
from typing import Any

from crawler.items import BatComment
from crawler.pages.bring_a_trailer.thread import Thread, read_thread

POSTED = 1_773_500_000  # unix seconds, of line 1; each further line is a minute later
MEMBER = "https://bringatrailer.com/member/"
UPLOADS = "https://bringatrailer.com/wp-content/uploads/2026/03/"


def line(number: int, kind: str = "comment", author: str = "Tolliver", **stated: Any) -> Any:
    """One line with all the keys of a line; `stated` replaces some."""
    said = stated.get("content", f"Line {number}.")
    return {
        "channels": [f"comment;item;{number}"],
        "approved": "1",
        "authorId": 40 + len(author),
        "authorLikes": 3,
        "authorName": author,
        "authorUrl": f"{MEMBER}{author.lower()}/",
        "authorDeleted": False,
        "dislikes": 0,
        "id": number,
        "likes": 2,
        "likers": ["5f", "6a"],
        "loggedOutLink": "https://bringatrailer.com/account/login/",
        "post": "700",
        "markup": f"<p>{said}</p>",
        "content": said,
        "timestamp": POSTED + 60 * number,
        "type": kind,
        "unflaggable": False,
        "unratable": False,
        "bidAmount": 0,
        "wasEdited": False,
        "commentParent": None,
        "images": [],
        "videos": [],
        "hasErrorVideos": False,
        "hasPendingVideos": False,
        "featured": False,
    } | stated


def bid(number: int, amount: int = 9_000, **stated: Any) -> Any:
    """A bid, unless `kind` says that it was cancelled."""
    kind = stated.pop("kind", "bat-bid")
    said = f"${amount:,} bid placed by Quillfeather"
    given = {"content": said, "bidAmount": amount, "end_timestamp": POSTED + 86_400} | stated
    return line(number, kind, "Quillfeather", **given)


def photo(stem: str, **large: Any) -> Any:
    """An entry of `images`."""
    url = f"{UPLOADS}{stem}.jpg"
    sizes = {"height": 1536, "width": 2048, "url": f"{url}?fit=2048%2C1536"} | large
    return {
        "context": 700,
        "dimensions": "2048x1536",
        "id": 9_001,
        "large": sizes,
        "small": {"height": 105, "width": 155, "url": f"{url}?resize=155%2C105"},
        "voted": False,
        "votes": 0,
        "title": "1968 Wartburg 353",
    }


def video(**stated: Any) -> Any:
    """An entry of `videos`."""
    return {
        "identifier": 9_101,
        "processingStatus": "completed",
        "oembedHtml": '<div class="bat-oembed-container"><iframe width="620" height="349" '
        'src="https://www.youtube.com/embed/in-vented_1?feature=oembed&amp;rel=0" '
        'title="Cold start"></iframe></div>',
        "provider": "youtube",
        "thumbnailUrl": "https://i.ytimg.com/vi/in-vented_1/sddefault.jpg",
        "title": "Cold start",
        "url": "https://youtu.be/in-vented_1?si=abc",
        "playlist_url": "",
    } | stated


def thread(*lines: Any, **stated: Any) -> Any:
    """BAT_VMS with these lines; the seller is Marlowe."""
    vms = {"address": "x", "comments": list(lines), "commentsInitialLoad": "20"}
    return vms | {"postAuthor": "47", "userId": "0"} | stated


def as_text(vms: Any) -> str:
    """The JSON as a page has it."""
    return json.dumps(vms).replace("/", "\\/")


def read(*lines: Any, **stated: Any) -> Thread:
    """What is read of a thread with these lines."""
    return read_thread(as_text(thread(*lines, **stated)))


def comment(**stated: Any) -> BatComment:
    """What is read of a thread's one line, a comment that states this."""
    (found,) = read(line(1, **stated)).comments
    return found


def without(stated: Any, key: str) -> Any:
    """An object that lacks one key."""
    return {name: value for name, value in stated.items() if name != key}
