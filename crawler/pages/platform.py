"""What a dealer platform's adapter is: marks, roads to the lists, lists and vehicle pages of all
its sites."""

from typing import Literal, Protocol

from crawler.items import ListPage, ReadPage

Status = Literal["for_sale", "sold"]
RUN_MODES: dict[str, tuple[Status, ...]] = {
    "current": ("for_sale",),
    "sold": ("sold",),
    "both": ("for_sale", "sold"),
}

# The first pages of one way to all the lists that were asked for.
Road = tuple[ListPage, ...]


class Platform(Protocol):
    """Reads the sites of one vendor. All its methods are pure: text and the page's final URL in,
    items out; they raise the errors of `crawler.pages.errors`.

    name: the module's; what `businesses.platform` says. general: whether it is a system for sites
    of any trade (a shop, a site builder), which yields to a platform made for vehicles: a page
    may well bear the marks of both.
    """

    name: str
    general: bool

    def recognises(self, html: str) -> bool:
        """Whether a page is of this platform, by hosts and markup, never by a brand's words."""
        ...

    def roads(self, html: str, url: str, run_mode: str) -> list[Road]:
        """The ways from the home page to the site's lists, the best first: what the vendor
        publishes for programs (a sitemap of vehicles, JSON), then pages. The next one is taken
        where robots.txt or a 404 closes one, or it cannot be read.

        run_mode: "current", "sold" or "both"; ValueError for another one. Empty where the page
        leads to no list. None of their pages, nor of those that follow them, may be one that the
        platform's robots.txt forbids.
        """
        ...

    def read_list(self, text: str, page: ListPage) -> ReadPage:
        """One page of a list, a feed or a sitemap: an InventoryEntry for each thing, once, and the
        `further` pages. The list's status is an entry's, unless the entry has a mark of its own.
        page: as it was asked for, with its final URL.
        """
        ...

    def read_vehicle(self, text: str, url: str) -> ReadPage:
        """One vehicle's page, or the record at an entry's `page_url`: its Listing, Vehicle and
        VehicleImages. url: the listing's own."""
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
