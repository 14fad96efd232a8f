"""The four tile themes of DealerAccelerate's lists, each with its own title and sold mark."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from parsel import Selector

from crawler.pages.structured_data import Thing, page_things
from crawler.pages.structured_vehicle import read_amount
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import Price, read_price


@dataclass(frozen=True, slots=True)
class Tile:
    """What one tile of a list states. `href` as it stands there."""

    href: str | None
    title: str | None
    sold: bool
    price: Price | None
    stock_number: str | None = None


def read_tiles(page: Selector, url: str) -> list[Tile] | None:
    """The tiles of the first theme whose container stands on the page, in page order; None
    where none does."""
    for container, tile, read in _THEMES:
        if page.css(container):
            return [read(one, url) for one in page.css(tile)]
    return None


def _grid(tile: Selector, url: str) -> Tile:
    link = tile.css("a.vehicle-grid__link")
    return Tile(
        href=link.attrib.get("href"),
        title=_first(link.attrib.get("title"), _alt(tile)),
        sold=bool(
            tile.css(".vehicle-grid__link-sold, .vlp-ribbon.sold, .vehicle-grid__price.sold")
        ),
        price=_price(tile.css(".vehicle-grid__price .price")),
    )


def _microdata(tile: Selector, url: str) -> Tile:
    words = [
        _text(tile.css(f"[itemprop={name}]"))
        for name in ("productionDate", "manufacturer", "model")
    ]
    return Tile(
        href=tile.attrib.get("href"),
        title=_first(
            _text(tile.css("[itemprop=name]")),
            tile.css(".inventory-image::attr(alt)").get(),
            " ".join(word for word in words if word),
        ),
        sold=bool(tile.css(".inventory-price.sold")),
        price=_price(tile.css(".inventory-price")),
        stock_number=_text(tile.css("[itemprop=productID]")),
    )


def _block(tile: Selector, url: str) -> Tile:
    cars = [thing for thing in page_things(tile, url) if thing.is_vehicle]
    car = cars[0] if cars else Thing(frozenset())
    offer = next(iter(car.things("offers")), Thing(frozenset()))
    return Tile(
        href=tile.css("a::attr(href)").get(),
        title=_first(car.text("name"), _text(tile.css("h2, h3, h4")), _alt(tile)),
        sold=bool(tile.css(".cam-sold-banner"))
        or (offer.text("availability") or "").endswith("SoldOut"),
        price=_ld_price(offer) or _price(tile.css(".price")),
        stock_number=car.text("sku"),
    )


def _motorcar(tile: Selector, url: str) -> Tile:
    words = [_text(tile.css(f".inventory-list-view .{name}")) for name in ("year", "make", "model")]
    return Tile(
        href=tile.attrib.get("href"),
        title=_first(" ".join(word for word in words if word), _alt(tile)),
        sold=bool(tile.css(".sold")),
        price=_price(tile.css("h3.price")),
    )


_THEMES: tuple[tuple[str, str, Callable[[Selector, str], Tile]], ...] = (
    (".vehicle-grid, #vehicle-grid", "article.vehicle-grid__item", _grid),
    (".inventory-list, a.inventory-item", "a.inventory-item", _microdata),
    (".cam-vehicle-block", ".cam-vehicle-block", _block),
    ("a.motorcar-inventory-link", "a.motorcar-inventory-link", _motorcar),
)


def _price(elements: Iterable[Selector]) -> Price | None:
    """The first of the elements that holds an amount: sold tiles print "SOLD" in another one."""
    prices = (read_price(" ".join(one.xpath(".//text()").getall())) for one in elements)
    return next((price for price in prices if price), None)


def _ld_price(offer: Thing) -> Price | None:
    amount, currency = read_amount(offer.text("price")), offer.text("priceCurrency")
    return Price(amount, currency) if amount and currency else None


def _text(elements: Iterable[Selector]) -> str | None:
    texts = (squeeze(" ".join(one.xpath(".//text()").getall())) for one in elements)
    return next((text for text in texts if text), None)


def _alt(tile: Selector) -> str | None:
    alt = squeeze(tile.css("img::attr(alt)").get() or "")
    return alt.removesuffix(" first image") or None


def _first(*texts: str | None) -> str | None:
    return next((text for text in (squeeze(t) for t in texts if t) if text), None)
