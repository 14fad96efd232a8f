"""A shop's page of one product, from schema.org's markup of it, else from its heading."""

from collections.abc import Callable

from parsel import Selector

from crawler.items import VehicleImage
from crawler.pages.links import same_page
from crawler.pages.market import market_currency
from crawler.pages.shop_product import Product
from crawler.pages.shown_vehicle import offered_price
from crawler.pages.structured_data import Offered, Thing, offered, page_things
from crawler.pages.structured_vehicle import (
    Offer,
    number_images,
    original,
    read_images,
    read_offer,
)
from crawler.pages.text import squeeze

_PRODUCTS = frozenset(("Product", "ProductGroup", "IndividualProduct", "Car", "Vehicle"))
# A shop keeps one of each car: what is out of stock is sold.
_GONE = frozenset(("SoldOut", "OutOfStock"))


def read_marked_product(
    page: Selector,
    url: str,
    whole_size: Callable[[str | None], str | None],
    *,
    description: str | None = None,
    images: tuple[VehicleImage, ...] = (),
) -> Product:
    """The product of a page, of which the rails of other products are cut.

    Title, price, availability and photos are its markup's (JSON-LD or microdata); without one the
    title is the heading's, and nothing more is known. A price without a currency is in that of the
    site's market. whole_size: the original's URL for that of a photo's resized copy. description
    (HTML) and images: those that the page shows, which win.
    """
    heading = squeeze(page.xpath("string(//h1)").get() or "") or None
    heading = heading or squeeze(page.css("meta[property='og:title']::attr(content)").get() or "")
    node = _own_product(page_things(page, url), url, heading or None)
    if node is None:
        return Product(title=heading, description=description, images=images)
    offer = _offer(node, market_currency(url))
    return Product(
        title=node.thing.text("name") or heading,
        description=description or next(iter(node.thing.texts("description")), None),
        price=offered_price(offer),
        is_sold=offer.availability in _GONE if offer.availability else None,
        maker=node.thing.text("brand"),
        category=node.thing.text("category"),
        sku=node.thing.text("sku"),
        images=images or _photos(node.thing, url, whole_size),
    )


def _own_product(things: list[Thing], url: str, heading: str | None) -> Offered | None:
    """The page's own node: the one whose URL is the page's, else the only one, else the only one
    that bears its heading."""
    products = [one for one in offered(things) if one.thing.types & _PRODUCTS]
    mine = [one for one in products if any(same_page(u, url) for u in one.thing.texts("url"))]
    if mine or len(products) == 1:
        return (mine or products)[0]
    named = [one for one in products if heading and one.thing.text("name") == heading]
    return named[0] if len(named) == 1 else None


def _offer(node: Offered, currency: str) -> Offer:
    """The offer. Some shops (Wix) write the names of its properties with capitals."""
    lowered = Thing(
        node.thing.types,
        {
            name[:1].lower() + name[1:]: tuple(
                Thing(v.types, {k[:1].lower() + k[1:]: w for k, w in v.properties.items()})
                if isinstance(v, Thing)
                else v
                for v in values
            )
            for name, values in node.thing.properties.items()
        },
    )
    return read_offer(Offered(lowered, node.offer), currency)


def _photos(
    thing: Thing, url: str, whole_size: Callable[[str | None], str | None]
) -> tuple[VehicleImage, ...]:
    # Sizes are those of the copies.
    found = (whole_size(original(image.url, url)) for image in read_images(thing, url))
    return number_images((link, None, None) for link in found)
