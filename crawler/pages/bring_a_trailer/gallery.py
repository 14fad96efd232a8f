"""A lot's own photos: the page's gallery is a JSON list in an attribute."""

from msgspec import convert
from msgspec.json import Decoder
from selectolax.lexbor import LexborHTMLParser

from crawler.items import VehicleImage
from crawler.pages.bring_a_trailer.elements import attribute
from crawler.pages.bring_a_trailer.embedded import decode
from crawler.pages.bring_a_trailer.photos import StatedPhoto, read_photos
from crawler.pages.errors import Unreadable

_NAME = "data-gallery-items"
_PHOTOS = Decoder(list[StatedPhoto])


def read_gallery(page: LexborHTMLParser, bat_id: int) -> tuple[VehicleImage, ...]:
    """All photos of the gallery of lot `bat_id`, each original once, in the page's order.

    Raises Unreadable when the gallery's JSON or a photo's URL is not as known.
    """
    named = page.css(f'div[{_NAME}][data-gallery-named="item_{bat_id}"]')
    stated: list[StatedPhoto] = []
    for gallery in named or page.css(f"div[{_NAME}]:not([data-gallery-named])")[:1]:
        entries = decode(attribute(gallery, _NAME), _PHOTOS, _NAME)
        stated += entries
    try:
        photos = read_photos(stated)
    except ValueError as error:
        raise Unreadable(f"{_NAME}: {error}") from error
    return convert(photos, tuple[VehicleImage, ...], from_attributes=True)
