"""What a page without its own vehicle's markup proves of being a vehicle's."""

import re

from parsel import Selector

from crawler.items import Vehicle
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.labelled_fields import labelled_text
from crawler.pages.platforms.schema_org.link_shapes import rule_of_title
from crawler.pages.shown_vehicle import labelled_price
from crawler.pages.stated_vehicle import labelled_fields, read_stated
from crawler.pages.structured_data import Thing, offered
from crawler.pages.text import squeeze
from crawler.pages.vehicle_text import read_title
from crawler.pages.vehicle_text.makes import MOTORCYCLE_MAKES

_VEHICLE_LABEL = re.compile(r"\b(?:VIN|Chassis (?:No|Number)|Odometer|Mileage)\b")
_VIN_WORD = re.compile(r"(?<!\w)(?=\w*\d)[A-HJ-NPR-Z0-9]{17}(?!\w)")
_STOCK_WORD = re.compile(r"\bStock ?(?:#|No\.?|Number):? ?([A-Z0-9-]+)", re.IGNORECASE)
# What a page is of that speaks about a car; WordPress' plugins call every page an Article.
_ARTICLES = frozenset(
    ("BlogPosting", "NewsArticle", "Review", "CriticReview", "DiscussionForumPosting", "QAPage",
     "HowTo", "Report")
)  # fmt: skip
# What an auction's lot states beside a label, and no dealer of a car.
_OF_A_LOT = (
    "Estimate", "Low Estimate", "High Estimate", "Lot", "Lot #", "Lot Number", "Hammer Price",
    "Current Bid", "High Bid", "Winning Bid", "Price Realized",
)  # fmt: skip
# What is stated of a model, too, does not tell one car of it.
_RATINGS = ("review", "reviews", "aggregateRating")
_MILES_A_GALLON = re.compile(r"\bmpg\b|l/100|per gallon|\d\s*/\s*\d", re.IGNORECASE)


def is_proven(page: Selector, things: list[Thing], heading: str | None) -> bool:
    """Whether a page without a vehicle's node is one car's all the same: its title names year and
    make and no article about them; it states the number of no second car, nothing of an auction's
    lot, and of its own car the number or the mileage, or the stock number or a price together
    with a colour and its engine or gearbox: parts have the former, models of a test the latter."""
    if any("Product" in one.thing.types or one.thing.is_vehicle for one in offered(things)):
        return False
    if _is_article(things) or rule_of_title(heading or "") == "article":
        return False
    words, text = read_title(heading or ""), _words(page)
    if not (words.year and words.make):
        return False
    if len(set(_VIN_WORD.findall(text))) > 1 or len(set(_STOCK_WORD.findall(text))) > 1:
        return False
    if labelled_text(page, *_OF_A_LOT):
        return False
    fields = labelled_fields(page)
    car = read_stated("", fields)
    if car.vin or car.chassis_number or _has_mileage(car):
        return True
    is_offered = fields.get("stock_number") or labelled_price(page, "USD")
    has_colour = car.exterior_color or car.interior_color
    return bool(is_offered and has_colour and (car.engine or car.transmission))


def is_of_a_model(thing: Thing) -> bool:
    """Whether a vehicle's node is of a model and not of one car: it is rated, or offered for a
    range of prices, and states neither number nor mileage."""
    if thing.text("vehicleIdentificationNumber", "vin", "sku") or thing.properties.get(
        "mileageFromOdometer"
    ):
        return False
    ranges = (offer.types & {"AggregateOffer"} for offer in thing.things("offers"))
    return any(thing.properties.get(name) for name in _RATINGS) or any(ranges)


def _is_article(things: list[Thing]) -> bool:
    """Whether the page's markup calls it an article, a review or a forum's thread."""
    return any(one.thing.types & _ARTICLES for one in offered(things))


def _has_mileage(car: Vehicle) -> bool:
    text = car.mileage_text or ""
    return car.mileage is not None and not _MILES_A_GALLON.search(text)


def no_vehicle(page: Selector, things: list[Thing], heading: str | None) -> Exception:
    """Why a page gives no vehicle: it is none, or its markup cannot be read."""
    if any(one.thing.is_vehicle for one in offered(things)):
        return Unreadable("no vehicle's markup is the page's own, or several are")
    if any("Product" in one.thing.types for one in offered(things)):
        return NotAVehicle("product_without_vehicle", "a Product without any vehicle property")
    rule = "article" if _is_article(things) else rule_of_title(heading or "")
    if rule:
        return NotAVehicle(rule, f"about cars or for them, none itself: {heading!r}")
    words = read_title(heading or "")
    labelled = _VEHICLE_LABEL.search(_words(page))
    if words.make in MOTORCYCLE_MAKES and not labelled:
        # "1948 Indian Chief" may be a sign, and a brand of clothes: the title alone is no mark.
        return NotAVehicle("motorcycle_without_marks", f"no mark of a vehicle: {heading!r}")
    if (words.year and words.make) or labelled:
        return Unreadable("a vehicle's words without markup")
    return NotAVehicle("no_vehicle_words", "neither vehicle markup nor a vehicle's words")


def _words(page: Selector) -> str:
    texts = page.xpath("//body//text()[not(parent::script or parent::style)]").getall()
    return squeeze(" ".join(texts))
