"""Videos in comments: links to YouTube and Vimeo, and the JSON in which pages list them."""

import random
from dataclasses import dataclass
from typing import Any

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
_SUBJECTS = ("Cold Start", 'Walk-around & "tour"', "Test Drive", "Leak-Down", "Underside <1/2>")


@dataclass(frozen=True)
class Video:
    """One video as its comment names it; `url` keeps the parameters that the page states."""

    id: int
    url: str
    provider: str
    title: str
    player: str
    thumbnail: str

    def as_json(self) -> dict[str, Any]:
        """The video as an item of a comment's videos."""
        frame = (
            f'<div class="bat-oembed-container"><div class="bat-oembed-anchor" '
            f'id="embed-{self.id:06x}"></div>\n\n<iframe width="620" height="349" '
            f'src="{self.player}" frameborder="0" allowfullscreen title="{self.provider}">'
            f"</iframe>\n\n</div>"
        )
        return {
            "identifier": self.id,
            "processingStatus": "completed",
            "oembedHtml": frame,
            "provider": self.provider,
            "thumbnailUrl": self.thumbnail,
            "title": self.title,
            "url": self.url,
            "playlist_url": "",
        }


def make_video(rng: random.Random, identifier: int, name: str) -> Video:
    """A video of the car `name`, which nobody has filmed."""
    title = f"{name} {rng.choice(_SUBJECTS)}"
    if rng.random() < 0.25:
        number = rng.randint(100_000_000, 999_999_999)
        return Video(
            identifier,
            f"https://vimeo.com/{number}",
            "vimeo",
            title,
            f"https://player.vimeo.com/video/{number}?app_id=122963",
            f"https://i.vimeocdn.com/video/{number}_640.jpg",
        )
    key = "".join(rng.choices(_LETTERS, k=11))
    long = f"https://www.youtube.com/watch?v={key}&t={rng.randint(1, 90)}s"
    short = f"https://youtu.be/{key}?si={''.join(rng.choices(_LETTERS, k=16))}"
    return Video(
        identifier,
        rng.choice((long, short)),
        "youtube",
        title,
        f"https://www.youtube.com/embed/{key}?feature=oembed&rel=0",
        f"https://i.ytimg.com/vi/{key}/sddefault.jpg",
    )
