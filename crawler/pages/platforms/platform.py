"""What a dealer platform's adapter is: marks, lists and vehicle pages of all its sites."""

from dataclasses import dataclass
from typing import Literal, Protocol

from crawler.items import ReadPage

Status = Literal["for_sale", "sold"]
RUN_MODES: dict[str, tuple[Status, ...]] = {
    "current": ("for_sale",),
    "sold": ("sold",),
    "both": ("for_sale", "sold"),
}


@dataclass(frozen=True, slots=True)
class InventoryStart:
    """The first page of one of a site's lists, and what the cars of that list are."""

    url: str
    status: Status


class Platform(Protocol):
    """Reads the sites of one vendor. All its methods are pure: HTML and the page's final URL in,
    items out; they raise the errors of `crawler.pages.errors`."""

    name: str

    def recognises(self, html: str) -> bool:
        """Whether a page is of this platform, by hosts and markup, never by a brand's words."""
        ...

    def inventory_urls(self, html: str, url: str, run_mode: str) -> list[InventoryStart]:
        """The lists that the home page links to. run_mode: "current", "sold" or "both";
        ValueError for another one. Empty where the page links to no list."""
        ...

    def read_list(self, html: str, url: str, status: str) -> ReadPage:
        """One list page: a Listing for each card, once, and the next page. `status` is the
        list's; a card's own sold mark goes before it."""
        ...

    def read_vehicle(self, html: str, url: str) -> ReadPage:
        """One vehicle page: its Listing, Vehicle and VehicleImages."""
        ...

    def listing_url(self, url: str) -> str:
        """The canonical form of a vehicle page's URL."""
        ...


def statuses(run_mode: str) -> tuple[Status, ...]:
    """The statuses that a run mode asks for. Raises ValueError for an unknown mode."""
    try:
        return RUN_MODES[run_mode]
    except KeyError:
        raise ValueError(f"run mode {run_mode!r} is none of {', '.join(RUN_MODES)}") from None
