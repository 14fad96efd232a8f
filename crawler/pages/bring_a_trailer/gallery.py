"""A lot's own photos: the page's gallery is a JSON list in an attribute."""

import re
from typing import Any

from msgspec import Struct, convert
from msgspec.json import Decoder
from selectolax.lexbor import LexborHTMLParser

from crawler.items import VehicleImage
from crawler.pages.bring_a_trailer.elements import attribute
from crawler.pages.bring_a_trailer.embedded import decode
from crawler.pages.errors import Unreadable

_NAME = "data-gallery-items"
_URL = re.compile(r"https?:(//[^/?#\s]+/[^?#\s]+)")  # without the query that asks for a size


class _Large(Struct, gc=False):
    """What is read of a photo, by the names that a VehicleImage has for it."""

    url: str
    width: Any = None
    height: Any = None
    position: int = 0


class _Photo(Struct, gc=False):
    large: _Large


_PHOTOS = Decoder(list[_Photo])


def read_gallery(page: LexborHTMLParser, bat_id: int) -> tuple[VehicleImage, ...]:
    """All photos of the gallery of lot `bat_id`, each original once, in the page's order.

    Raises Unreadable when the gallery's JSON or a photo's URL is not as known.
    """
    named = page.css(f'div[{_NAME}][data-gallery-named="item_{bat_id}"]')
    images: dict[str, _Large] = {}
    for gallery in named or page.css(f"div[{_NAME}]:not([data-gallery-named])")[:1]:
        for photo in decode(attribute(gallery, _NAME), _PHOTOS, _NAME):
            image = photo.large
            match = _URL.match(image.url)
            if match is None:
                raise Unreadable(f"{_NAME}: no photo's URL: {image.url!r:.200}")
            image.url = f"https:{match[1]}"
            if image.url not in images:
                images[image.url] = image
                image.position = len(images)
                if type(image.width) is not int or image.width < 1:
                    image.width = None
                if type(image.height) is not int or image.height < 1:
                    image.height = None
    return convert(list(images.values()), tuple[VehicleImage, ...], from_attributes=True)
