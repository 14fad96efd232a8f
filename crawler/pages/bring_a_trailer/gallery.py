"""A lot's own photos: the page's gallery is a JSON list in an attribute."""

import json
import re
from collections.abc import Mapping
from typing import Any

from parsel import Selector

from crawler.items import VehicleImage
from crawler.pages.errors import Unreadable

_URL = re.compile(r"https?://(?P<rest>[^/?#\s]+/[^?#\s]+)")


def read_gallery(page: Selector, bat_id: int) -> tuple[VehicleImage, ...]:
    """All photos of the gallery of lot `bat_id`, each original once, in the page's order.

    Raises Unreadable when the gallery's JSON or a photo's URL is not as known.
    """
    galleries = page.xpath("//div[@data-gallery-items]")
    own = [g for g in galleries if g.attrib.get("data-gallery-named") == f"item_{bat_id}"]
    images: dict[str, VehicleImage] = {}
    for gallery in own or galleries[:1]:
        try:
            for photo in json.loads(gallery.attrib["data-gallery-items"]):
                large = photo["large"]
                url = _original(large["url"])
                images.setdefault(url, _image(url, len(images) + 1, large))
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable(f"data-gallery-items: {error!r}") from error
    return tuple(images.values())


def _original(url: str) -> str:
    """`url` without the query that asks for another size."""
    match = _URL.match(url)
    if match is None:
        raise ValueError(f"no photo's URL: {url!r}")
    return f"https://{match['rest']}"


def _image(url: str, position: int, large: Mapping[str, Any]) -> VehicleImage:
    width, height = large.get("width"), large.get("height")
    return VehicleImage(
        url=url,
        position=position,
        width=width if isinstance(width, int) and width > 0 else None,
        height=height if isinstance(height, int) and height > 0 else None,
    )
