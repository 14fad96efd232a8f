"""All that one page says."""

from dataclasses import dataclass

from crawler.items.lots import BatBid, BatComment, BatHistoryEntry, BatLot
from crawler.items.sellers import Business, InventoryEntry, ListPage, Seller
from crawler.items.vehicles import Listing, Vehicle, VehicleImage

Item = (
    Seller
    | Business
    | InventoryEntry
    | Listing
    | Vehicle
    | VehicleImage
    | BatLot
    | BatHistoryEntry
    | BatComment
    | BatBid
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadEntry:
    """An entry of a list that is not as known, and was left out."""

    why: str
    bat_id: int | None = None  # as far as it can be told


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """All that one page says.

    page: the page class, as `bat_lot` or `dealer_accelerate_list`: the name under which
        coverage is counted.
    items: in the order of the page. A page of one vehicle gives its Listing, its Vehicle (unless
        the page is a lot that is no car), its VehicleImages, and on BaT its BatLot,
        BatHistoryEntries, BatComments and BatBids. A list of a seller's inventory gives an
        InventoryEntry for each thing, BaT's board and results a Listing and a BatLot; the
        Classic.com directory gives Sellers; a profile gives one Business.
    next_url: the pager's next page, absolute; None on the last one. (Directory and results.)
    further: the list pages that a page of an inventory leads to: the pager's next one, the parts
        of a sitemap's index. Empty on the last one.
    unread: the few entries of a list that could not be read.
    """

    page: str
    items: tuple[Item, ...]
    next_url: str | None = None
    further: tuple[ListPage, ...] = ()
    unread: tuple[UnreadEntry, ...] = ()
