"""Sites that are read by schema.org markup: their pages that have none."""

from typing import Any

import pytest

from crawler.items import InventoryEntry, Listing, ListPage, Vehicle, VehicleImage
from crawler.pages.errors import NotAVehicle, Unreadable
from tests.pages.schema_org import PLATFORM, SITE, URL, listing_of, script_of


@pytest.mark.parametrize(
    "proof",
    [
        "<b>VIN:</b> 1GCEK14L9EJ123456", "<b>Chassis:</b> 1019", "<b>Mileage:</b> 12,000 miles",
        "<b>Stock #:</b> A7 <p><b>Color:</b> Red</p><p><b>Engine:</b> 1.2L</p>",
        "<b>Price:</b> $9,000 <p><b>Interior:</b> Tan</p><p><b>Transmission:</b> Manual</p>",
    ],
)  # fmt: skip
def test_a_page_without_markup_is_a_car_where_it_states_a_cars_field(proof: str) -> None:
    page = PLATFORM.read_vehicle(f"<h1>1958 Lotus Elite</h1><p>{proof}</p><img src='/a.jpg'>", URL)
    assert [type(item) for item in page.items] == [Listing, Vehicle]


@pytest.mark.parametrize(
    "html",
    [
        "<h1>1958 Lotus Elite</h1><p>Mileage is low, VIN on request</p>",
        "<h1>1958 Lotus Elite</h1><p><b>Price:</b> Call</p>",
        # A part in its colour, and a model that was tested.
        "<h1>1958 Lotus Elite Bonnet</h1><b>Price:</b> $900 <p><b>Color:</b> Red</p>",
        "<h1>1958 Lotus Elite Bonnet</h1><b>Price:</b> $900 <p><b>Stock #:</b> A7</p>",
        "<h1>2019 Lotus Evora</h1><b>Price:</b> $96,000 <p><b>Engine:</b> 3.5L</p>"
        "<p><b>Transmission:</b> Manual</p>",
        "<h1>2019 Lotus Evora</h1><p><b>Mileage:</b> 18/24 mpg</p>",
        # A lot of an auction.
        "<h1>1958 Lotus Elite</h1><b>Chassis:</b> 1019 <p><b>Estimate:</b> $90,000</p>",
        # A list of cars of one kind, each with its own fields.
        "<h1>1958 Lotus Elite</h1><p><b>Stock #:</b> A7</p><p><b>Stock #:</b> A8</p>",
        "<h1>1958 Lotus Elite</h1><p><b>VIN:</b> 1GCEK14L9EJ123456</p>"
        "<p><b>VIN:</b> 1GCEK14L9EJ654321</p>",
        "<h1>Our inventory</h1><p><b>VIN:</b> 1019</p>",
    ],
)
def test_a_page_without_markup_and_without_proof_is_unreadable(html: str) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_vehicle(html, URL)


@pytest.mark.parametrize(
    "title",
    [
        "2019 Lotus Evora Review", "First Drive: 2019 Lotus Evora", "2019 Lotus Evora vs Saab 96",
        "Why the 1958 Lotus Elite matters", "Wanted: 1958 Lotus Elite", "WTB: 1958 Lotus Elite",
        "FS: 1958 Lotus Elite", "2019 Lotus Evora Specs",
    ],
)  # fmt: skip
def test_a_page_about_a_car_is_none_whatever_it_states(title: str) -> None:
    html = f"<h1>{title}</h1><b>VIN:</b> 1019 <p><b>Mileage:</b> 12,000 miles</p>"
    with pytest.raises(NotAVehicle) as skipped:
        PLATFORM.read_vehicle(html, URL)
    assert skipped.value.rule == "article"


@pytest.mark.parametrize("kind", ["BlogPosting", "Review", "DiscussionForumPosting"])
def test_a_page_whose_markup_calls_it_an_article_is_no_car(kind: str) -> None:
    html = "<h1>1958 Lotus Elite</h1><b>VIN:</b> 1019" + script_of({"@type": kind, "headline": "A"})
    with pytest.raises(NotAVehicle) as skipped:
        PLATFORM.read_vehicle(html, URL)
    assert skipped.value.rule == "article"


@pytest.mark.parametrize(
    "said",
    [
        {"aggregateRating": {"@type": "AggregateRating", "ratingValue": 4}},
        {"review": {"@type": "Review", "name": "A"}},
        {"offers": {"@type": "AggregateOffer", "lowPrice": 9000, "priceCurrency": "USD"}},
    ],
)
def test_a_node_of_a_model_is_no_car_until_it_states_a_number(said: dict[str, Any]) -> None:
    model = {"@type": "Car", "name": "2019 Lotus Evora"} | said
    with pytest.raises(NotAVehicle) as skipped:
        listing_of(model)
    assert skipped.value.rule == "model"
    assert listing_of(model | {"vehicleIdentificationNumber": "1019"}).title == "2019 Lotus Evora"


@pytest.mark.parametrize(
    ("path", "title", "more"),
    [
        ("/sold/1958-lotus-elite", "1958 Lotus Elite", ""),
        ("/cars/7", "SOLD - 1958 Lotus Elite", ""),
        ("/cars/7", "1958 Lotus Elite", "<p><b>Status:</b> Sold</p>"),
        ("/cars/7", "1958 Lotus Elite", "<p><b>Price:</b> SOLD</p>"),
    ],
)
def test_a_page_without_markup_is_sold_by_title_address_or_a_labelled_word(
    path: str, title: str, more: str
) -> None:
    html = f"<h1>{title}</h1><b>VIN:</b> 1019{more}<p>We have sold 100 cars.</p>"
    listing = PLATFORM.read_vehicle(html, SITE + path).items[0]
    assert isinstance(listing, Listing)
    assert listing.status == "sold"


def test_the_address_says_sold_where_the_offer_says_nothing() -> None:
    car = {"@type": "Car", "name": "1958 Lotus Elite"}
    offer = {"@type": "Offer", "availability": "InStock"}
    for said, status in ((car, "sold"), (car | {"offers": offer}, "for_sale")):
        listing = PLATFORM.read_vehicle(script_of(said), f"{SITE}/sold-cars/elite").items[0]
        assert isinstance(listing, Listing)
        assert listing.status == status


@pytest.mark.parametrize(
    "names",
    [
        ("Tee shirt", "Mug", "1958 Lotus Elite Poster"),
        ("Why we love the Elite", "About us", "Contact"),
        ("1958-1963 Lotus Elite", "1961 Saab 96 Review", "2019 Lotus Evora Wheels"),
    ],
)
def test_a_list_that_names_no_car_is_unreadable(names: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable):
        PLATFORM.read_list(_list_of(*names), ListPage(f"{SITE}/shop", "for_sale"))


def test_of_a_list_of_other_things_the_cars_alone_are_taken_and_of_cars_all() -> None:
    page = ListPage(f"{SITE}/shop", "for_sale")
    mixed = PLATFORM.read_list(_list_of("Mug", "Cap", "1958 Lotus Elite", "Tee"), page)
    assert [i.title for i in mixed.items if isinstance(i, InventoryEntry)] == ["1958 Lotus Elite"]
    cars = PLATFORM.read_list(_list_of("Lotus Elite", "1961 Saab 96", "1958 Lotus Elite"), page)
    assert len(cars.items) == 3


def test_the_photos_of_a_page_without_markup_are_those_that_bear_its_title() -> None:
    html = (
        "<h1>1958 Lotus Elite</h1><b>Chassis:</b> 1019<img src='/logo.png' alt='Old Oak'>"
        "<img src='/7.jpg?w=9' alt='1958 Lotus Elite, left'><img src='/8.jpg' alt='1961 Saab 96'>"
    )
    images = [i for i in PLATFORM.read_vehicle(html, URL).items if isinstance(i, VehicleImage)]
    assert [image.url for image in images] == [f"{SITE}/7.jpg"]


def _list_of(*names: str) -> str:
    items = [
        {"@type": "ListItem", "item": {"@type": "Product", "name": name, "url": f"/p/{n}"}}
        for n, name in enumerate(names)
    ]
    return script_of({"@type": "ItemList", "itemListElement": items})
