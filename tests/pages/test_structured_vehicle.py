"""A schema.org node's offer."""

from decimal import Decimal
from typing import Any

import pytest

from crawler.pages.structured_data import Offered, Thing
from crawler.pages.structured_vehicle import Offer, read_offer

DOLLARS = {"priceCurrency": ("USD",)}
MONTH = Thing(frozenset(), {"unitCode": ("MON",)})


def offer(*specifications: Thing, **words: Any) -> Offer:
    given = {name: (value,) for name, value in words.items()}
    node = Thing(frozenset(("Offer",)), given | {"priceSpecification": specifications})
    return read_offer(Offered(Thing(frozenset(("Car",)), {"offers": (node,)})))


@pytest.mark.parametrize(
    "rate",
    [
        {"unitText": ("Monthly",)},
        {"unitCode": ("MON",)},
        {"billingIncrement": ("1",)},
        {"referenceQuantity": (MONTH,)},
    ],
)
def test_a_rate_is_no_price(rate: dict[str, Any]) -> None:
    lease = Thing(frozenset(), DOLLARS | {"price": ("499",)} | rate)
    assert offer(lease).price is None
    whole = Thing(frozenset(), DOLLARS | {"price": ("45000",), "unitCode": ("C62",)})
    assert offer(lease, whole).price == Decimal(45000)


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("https://schema.org/SoldOut", "SoldOut"),
        ("http://schema.org/soldout/", "SoldOut"),
        ("Sold", "SoldOut"),
        ("Sold Out", "SoldOut"),
        ("out_of_stock", "OutOfStock"),
        ("InStock", "InStock"),
        ("PreOrder", "PreOrder"),
    ],
)
def test_an_availability_is_schema_orgs_word_however_it_is_spelt(stated: str, read: str) -> None:
    assert offer(availability=stated).availability == read
