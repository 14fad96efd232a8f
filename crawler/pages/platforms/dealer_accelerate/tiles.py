"""The tile themes of DealerAccelerate's lists, each with its own title and sold mark."""

from collections.abc import Callable, Iterable

from parsel import Selector

from crawler.pages.element_text import attribute
from crawler.pages.listing_cards import Card
from crawler.pages.market import market_currency
from crawler.pages.shown_vehicle import is_sold_out, offered_price, shown_price
from crawler.pages.structured_data import Offered, Thing, page_things
from crawler.pages.structured_vehicle import read_offer
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import Price


def read_tiles(page: Selector, url: str) -> list[Card] | None:
    """The tiles of the first theme that has some on the page, in page order; none where a theme's
    container stands empty. None where there is neither, or the container holds tiles of a theme
    that is not known."""
    for _, tile, read in _THEMES:
        tiles = page.css(tile)
        if tiles:
            return [read(one, url) for one in tiles]
    containers = page.css(", ".join(container for container, *_ in _THEMES))
    return [] if containers and not containers.css(_ANY_TILE) else None


def _grid(tile: Selector, url: str) -> Card:
    link = tile.css("a.vehicle-grid__link")
    return Card(
        href=link.xpath("@href").get(),
        title=_first(link.xpath("@title").get(), _alt(tile)),
        sold=bool(
            tile.css(".vehicle-grid__link-sold, .vlp-ribbon.sold, .vehicle-grid__price.sold")
        ),
        price=_price(tile, ".vehicle-grid__price .price", url),
    )


def _microdata(tile: Selector, url: str) -> Card:
    words = [
        _text(tile.css(f"[itemprop={name}]"))
        for name in ("productionDate", "manufacturer", "model")
    ]
    return Card(
        href=attribute(tile, "href"),
        title=_first(
            _text(tile.css("[itemprop=name]")),
            tile.css(".inventory-image::attr(alt)").get(),
            " ".join(word for word in words if word),
        ),
        sold=bool(tile.css(".inventory-price.sold")),
        price=_price(tile, ".inventory-price", url),
        stock_number=_text(tile.css("[itemprop=productID]")),
    )


def _block(tile: Selector, url: str) -> Card:
    cars = [thing for thing in page_things(tile, url) if thing.is_vehicle]
    car = cars[0] if cars else Thing(frozenset())
    offer = read_offer(Offered(car), market_currency(url))
    odometer = next(iter(car.things("mileageFromOdometer")), Thing(frozenset()))
    return Card(
        # The link is around the block, or in it.
        href=tile.xpath("ancestor::a[1]/@href").get() or tile.css("a::attr(href)").get(),
        title=_first(car.text("name"), _heading(tile), _alt(tile)),
        sold=bool(tile.css(".cam-sold-banner")) or is_sold_out(offer),
        price=offered_price(offer) or _price(tile, ".cam-price, .price", url),
        stock_number=car.text("sku"),
        vin=car.text("vehicleIdentificationNumber"),
        mileage=odometer.text("value"),
        mileage_unit=odometer.text("unitCode"),
    )


def _motorcar(tile: Selector, url: str) -> Card:
    words = [_text(tile.css(f".inventory-list-view .{name}")) for name in ("year", "make", "model")]
    return Card(
        href=attribute(tile, "href"),
        title=_first(" ".join(word for word in words if word), _alt(tile)),
        sold=bool(tile.css(".sold")),
        price=_price(tile, "h3.price", url),
    )


def _grid_item(tile: Selector, url: str) -> Card:
    return Card(
        href=attribute(tile, "href"),
        title=_first(attribute(tile, "title"), _alt(tile)),
        sold=bool(tile.css(".sold")),
        price=_price(tile, ".price", url),
    )


_THEMES: tuple[tuple[str, str, Callable[[Selector, str], Card]], ...] = (
    (".vehicle-grid, #vehicle-grid", "article.vehicle-grid__item", _grid),
    (".inventory-list, a.inventory-item", "a.inventory-item", _microdata),
    (".cam-inventory-block-wrap", ".cam-vehicle-block", _block),
    ("a.motorcar-inventory-link", "a.motorcar-inventory-link", _motorcar),
    (".vehicle-grid", "a.inventory-grid-item", _grid_item),
)
TILES = ", ".join(tile for _, tile, _ in _THEMES)
# What a tile of any theme holds.
_ANY_TILE = "a[href*='/vehicles/'], a[href*='/inventory/'], img"


def _price(tile: Selector, elements: str, url: str) -> Price | None:
    """The first of the elements that holds an amount: sold tiles print "SOLD" in another one."""
    return shown_price(tile, elements, market_currency(url))


def _text(elements: Iterable[Selector]) -> str | None:
    texts = (squeeze(" ".join(one.xpath(".//text()").getall())) for one in elements)
    return next((text for text in texts if text), None)


def _heading(tile: Selector) -> str | None:
    """Year and make in one heading, the model in the next."""
    texts = (_text([one]) for one in tile.css("h2, h3, h4"))
    return " ".join(text for text in texts if text) or None


def _alt(tile: Selector) -> str | None:
    alt = squeeze(tile.css("img::attr(alt)").get() or "")
    return alt.removesuffix(" first image") or None


def _first(*texts: str | None) -> str | None:
    return next((text for text in (squeeze(t) for t in texts if t) if text), None)
