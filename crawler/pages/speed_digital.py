"""What Speed Digital's two systems share: the dealers' sites (DealerAccelerate) and its marketplace
(Motorious) show the same photos, from one host."""

import re

from parsel import Selector

from crawler.items import VehicleImage
from crawler.pages.structured_vehicle import number_images

# A page of the marketplace itself names its own address; a dealer's page may well link there.
_MARKETPLACE = re.compile(
    r"<(?:link|meta)\b[^>]*\b(?:canonical|og:url|og:image)\b[^>]*https://buy\.motorious\.com[/\"']",
    re.IGNORECASE,
)
# tenant / location / vehicle / image / size in pixels, as "790x1024"
_PHOTO = re.compile(
    r"(?:https?:)?//cdn(?:-dev)?\.dealeraccelerate\.(?:com|net)"
    r"/([^/\s\"')]+/\d+/(\d+))/(\d+)/(\d+)x(\d+)/[^\s\"')?]+"
)


def is_marketplace(html: str) -> bool:
    """Whether a page is Motorious' own."""
    return bool(_MARKETPLACE.search(html))


def read_photos(page: Selector) -> tuple[VehicleImage, ...]:
    """The photos of the page's first vehicle, each in its largest size.

    The path names the vehicle, so another car's photo is never taken for this one's.
    """
    sources = page.xpath("//img/@src|//img/@data-src|//a/@href|//*[@style]/@style").getall()
    found = [photo for source in sources for photo in _PHOTO.finditer(source)]
    largest: dict[str, re.Match[str]] = {}
    for photo in found:
        if photo[1] == found[0][1]:
            kept = largest.get(photo[3])
            if kept is None or _pixels(photo) > _pixels(kept):
                largest[photo[3]] = photo
    urls = (re.sub(r"^(?:https?:)?//", "https://", photo[0]) for photo in largest.values())
    return number_images((url, None, None) for url in urls)


def _pixels(photo: re.Match[str]) -> int:
    return int(photo[4]) * int(photo[5])
