"""All dealer platforms that can be read, and which one a page is of.

Each module (or package) here is one platform and has its adapter in `PLATFORM`; a new one is found
by being there.
"""

from importlib import import_module
from pkgutil import iter_modules

from crawler.pages.challenge import refuse_challenge
from crawler.pages.platform import Platform, Road

__all__ = ["PLATFORMS", "Platform", "Road", "platform_named", "recognise"]

_FALLBACK = "schema_org"


def _found() -> dict[str, Platform]:
    platforms: dict[str, Platform] = {}
    for module in iter_modules(__path__, f"{__name__}."):
        platform: Platform = import_module(module.name).PLATFORM
        platforms[platform.name] = platform
    return platforms


PLATFORMS = _found()


def recognise(html: str) -> Platform | None:
    """The platform of a page: the one whose marks it bears, first of those made for vehicles, then
    of the general ones; else schema.org where its markup or links allow. None where nothing is
    known, and where the marks of two vendors contradict. Raises Challenge for a bot wall, which is
    no platform's.
    """
    refuse_challenge(html)
    marked = [p for p in PLATFORMS.values() if p.name != _FALLBACK and p.recognises(html)]
    for general in (False, True):
        alike = [platform for platform in marked if platform.general is general]
        if alike:
            return alike[0] if len(alike) == 1 else None
    fallback = PLATFORMS[_FALLBACK]
    return fallback if fallback.recognises(html) else None


def platform_named(name: str) -> Platform:
    """The platform of that name. Raises KeyError for a name that is none."""
    return PLATFORMS[name]
