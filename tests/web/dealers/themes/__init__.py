"""The designs of dealers' sites, one a module: each has its design in `THEME`."""

from importlib import import_module
from pkgutil import iter_modules

from tests.web.dealers.design import Design


def themes() -> dict[str, type[Design]]:
    """All designs by their modules' names, in order."""
    return {
        module.name: import_module(f"{__name__}.{module.name}").THEME
        for module in iter_modules(__path__)
    }
