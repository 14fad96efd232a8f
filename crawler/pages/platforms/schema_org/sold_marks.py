"""What says that a car is sold, where no platform's own mark is known."""

from parsel import Selector

from crawler.pages.inventory_links import is_below_sold
from crawler.pages.labelled_fields import labelled_text
from crawler.pages.shop_product import is_sold_word
from crawler.pages.sold_title import is_sold_title
from crawler.pages.structured_data import Thing
from crawler.pages.structured_vehicle import Offer
from crawler.pages.structured_vehicle import is_marked_sold as has_sold_make

_STATUS_LABELS = ("Status", "Availability", "Price", "Asking Price", "Sale Status")


def is_marked_sold(offer: Offer, thing: Thing, title: str, url: str) -> bool:
    """Whether a vehicle's node is of a sold car: by the offer, or the mark in the make or the
    title; of an offer that says neither, by the list of sold cars below which the page stands."""
    if offer.availability == "SoldOut" or has_sold_make(thing) or is_sold_title(title):
        return True
    return offer.availability is None and is_below_sold(url)


def is_said_sold(page: Selector, title: str, url: str) -> bool:
    """Whether a page without markup is of a sold car: by its title, its address or what stands
    beside a label."""
    stated = (labelled_text(page, label) for label in _STATUS_LABELS)
    return is_sold_title(title) or is_below_sold(url) or any(map(is_sold_word, stated))
