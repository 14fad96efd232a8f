"""The photos of a car's page."""

import re
from urllib.parse import unquote

from parsel import Selector

from crawler.items import VehicleImage
from crawler.pages.structured_vehicle import number_images

# Logos stand under /uploads/dealer/.
_PHOTO = re.compile(r"//(images\.classic\.com/vehicles/[0-9a-f]{40}\.(?:jpe?g|png|webp))", re.I)
_PLACES = (
    "//img/@src|//img/@data-src|//img/@srcset|//img/@data-srcset|//source/@srcset|//a/@href"
    "|//*[contains(@style, 'url(')]/@style"
)
_PREVIEW = "//meta[@property='og:image']/@content"


def read_gallery(page: Selector) -> tuple[VehicleImage, ...]:
    """The photos on `page`, from which other cars' are cut, in their order, each once and without
    the query that sizes it. Where the page shows none, the one that it gives for previews."""
    shown = _photos(page.xpath(_PLACES).getall())
    return number_images(
        (url, None, None) for url in shown or _photos(page.xpath(_PREVIEW).getall())
    )


def _photos(stated: list[str]) -> list[str]:
    return [f"https://{photo}" for text in stated for photo in _PHOTO.findall(unquote(text))]
