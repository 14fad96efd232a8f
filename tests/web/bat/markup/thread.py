"""The thread as the page's script has it: one JSON object."""

import base64
import random
from collections.abc import Sequence
from typing import Any

from tests.web.bat.lot import Lot
from tests.web.bat.markup.result import result_box
from tests.web.bat.markup.text import php_json
from tests.web.bat.thread import Entry

_ORIGIN = "https://bringatrailer.com"


def thread_script(lot: Lot, thread: Sequence[Entry]) -> str:
    """The script that assigns BAT_VMS, and the one that follows it."""
    data = {
        "address": "0" * 64,
        "ajaxUrl": f"{_ORIGIN}/wp-admin/admin-ajax.php",
        "bidAudioStatus": None,
        "commentOrder": "desc",
        "comments": [entry_json(lot, entry) for entry in thread],
        "commentsInitialLoad": "20",
        "dislikeThreshold": "3",
        "editableSeconds": "300",
        "highlightThreshold": "5",
        "incrementalLoadCount": "100",
        "messageLoadMoreComments": "Show More",
        "postAuthor": str(lot.seller.id),
        "urlListings": f"{_ORIGIN}/auctions/",
        "userId": "0",
    }
    return (
        '<script type="text/javascript" id="bat-theme-viewmodels-js-extra" nonce=\'R\'>\n'
        f"/* <![CDATA[ */\nvar BAT_VMS = {php_json(data)};\n/* ]]> */\n</script>\n"
        '<script type="text/javascript" id="bat.shipping-js-extra" nonce=\'R\'>\n/* <![CDATA[ */\n'
        'var BAT_SHIPPING = {"contactEmail":"shipping@bringatrailer.com"};\n/* ]]> */\n</script>\n'
    )


def entry_json(lot: Lot, entry: Entry) -> dict[str, Any]:
    """The entry as an item of `BAT_VMS.comments`."""
    author = entry.author
    name = author.name
    if author.id == lot.seller.id:
        name += " (The Seller)"
    rng = random.Random(entry.id)
    rating = f"action=bat_theme_comment_rating&caction=add&id={entry.id}&path=yes&redirect=yes"
    login = base64.b64encode(f"{_ORIGIN}/wp-admin/admin-ajax.php?{rating}".encode()).decode()
    data: dict[str, Any] = {
        "channels": [
            f"comment;item;{entry.id}",
            f"comment;user;{author.id}" if author.id else "comment;user",
        ],
        "approved": "1",
        "authorId": author.id,
        "authorLikes": author.id % 977,
        "authorName": name,
        "authorUrl": author.url,
        "authorDeleted": entry.author_deleted,
        # A number on some pages, a text on others.
        "dislikes": str(entry.dislikes) if lot.bat_id % 2 else entry.dislikes,
        "id": entry.id,
        "likes": entry.likes,
        "likers": [f"{rng.getrandbits(256):064x}" for _ in range(entry.likes)],
        "loggedOutLink": f"{_ORIGIN}/account/login/?redirect={login}",
        "post": str(lot.bat_id),
        "markup": entry.markup,
        "content": entry.content,
        "timestamp": entry.posted,
        "type": entry.type,
        "unflaggable": False,
        "unratable": False,
        "bidAmount": entry.bid.amount if entry.bid else 0,
        "wasEdited": entry.edited,
        "commentParent": _quoted(entry.parent, entry.quotes) if entry.parent else None,
        "images": [photo.as_json(lot.bat_id, lot.title) for photo in entry.images],
    }
    if not lot.old_layout:
        data["videos"] = [video.as_json() for video in entry.videos]
        data["hasErrorVideos"] = False
        data["hasPendingVideos"] = False
        data["featured"] = entry.featured
    if entry.bid:
        # Every bid carries the end in force when the page is made, not the one of its own time.
        data["end_timestamp"] = lot.bidding_ends
    if entry.type == "bat-bid-reserve":
        data["biddable_markup"] = {"box": result_box(lot)}
    return data


def _quoted(parent: Entry, depth: int) -> dict[str, Any]:
    quoted = None
    for _ in range(depth):
        quoted = {
            "id": parent.id,
            "authorId": parent.author.id,
            "authorName": parent.author.name,
            "authorUrl": parent.author.url,
            "content": parent.content,
            "markup": parent.markup,
            "timestamp": parent.posted,
            "type": parent.type,
            "commentParent": quoted,
        }
    assert quoted is not None
    return quoted
