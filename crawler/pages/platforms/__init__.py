"""All dealer platforms that can be read, and which one a page is of."""

from crawler.pages.challenge import refuse_challenge
from crawler.pages.platforms.dealer_accelerate import DealerAccelerate
from crawler.pages.platforms.platform import InventoryStart, Platform
from crawler.pages.platforms.schema_org import SchemaOrg

__all__ = ["PLATFORMS", "InventoryStart", "Platform", "platform_named", "recognise"]

_FALLBACK: Platform = SchemaOrg()
_MARKED: tuple[Platform, ...] = (DealerAccelerate(),)
PLATFORMS: dict[str, Platform] = {p.name: p for p in (*_MARKED, _FALLBACK)}


def recognise(html: str) -> Platform | None:
    """The platform of a page: the one whose marks it bears, else schema.org where its markup or
    links allow. None where nothing is known, and where the marks of two vendors contradict.
    Raises Challenge for a bot wall, which is no platform's.
    """
    refuse_challenge(html)
    marked = [platform for platform in _MARKED if platform.recognises(html)]
    if len(marked) > 1:
        return None
    if marked:
        return marked[0]
    return _FALLBACK if _FALLBACK.recognises(html) else None


def platform_named(name: str) -> Platform:
    """The platform of that name. Raises KeyError for a name that is none."""
    return PLATFORMS[name]
