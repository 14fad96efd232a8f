"""Galleries: photos and the JSON in which pages list them."""

import random
from dataclasses import dataclass
from typing import Any

_SIZES = ((2048, 1365), (2048, 1365), (2048, 1536), (1365, 2048), (1920, 1280))


@dataclass(frozen=True)
class Photo:
    """One photo; `url` is the file itself, without the parameters that shrink it."""

    id: int
    url: str
    width: int
    height: int
    fitted: bool  # which of the two parameters the page adds

    def as_json(self, post: int, title: str) -> dict[str, Any]:
        """The photo as an item of a gallery, or of a comment's images."""
        suffix = f"?fit={self.width}%2C{self.height}" if self.fitted else f"?w={self.width}"
        return {
            "context": post,
            "dimensions": f"{self.width}x{self.height}",
            "id": self.id,
            "large": {"height": self.height, "width": self.width, "url": self.url + suffix},
            "small": {"height": 105, "width": 155, "url": f"{self.url}?resize=155%2C105"},
            "voted": False,
            "votes": 0,
            "title": title,
        }


def make_photos(
    rng: random.Random, stem: str, folder: str, first_id: int, count: int
) -> tuple[Photo, ...]:
    """`count` photos named after `stem` under the uploads `folder` ("2026/04")."""
    photos = []
    for number in range(count):
        width, height = rng.choice(_SIZES)
        scaled = "-scaled" if rng.random() < 0.8 else ""
        name = f"{stem}_{number + 1:04d}-{rng.randint(10_000, 99_999)}{scaled}.jpg"
        url = f"https://bringatrailer.com/wp-content/uploads/{folder}/{name}"
        photos.append(Photo(first_id + 3 * number, url, width, height, rng.random() < 0.7))
    return tuple(photos)
