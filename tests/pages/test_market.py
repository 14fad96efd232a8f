"""The currency of dealers' prices whose pages name none: that of the site's country."""

import re
from decimal import Decimal
from typing import Any

import pytest

from crawler.pages.market import market_currency
from crawler.pages.platforms import PLATFORMS
from tests.pages import recorded

NAMES = (
    "auto_funds", "auto_manager", "auto_revo", "carsforsale", "dealer_center", "dealer_com",
    "dealer_fire", "dealer_inspire", "dealer_on", "ebiz_autos", "motorcarsites",
)  # fmt: skip
PAGES = [
    (name, page)
    for name in NAMES
    for page in recorded.pages(name)
    if '"asking_price"' in str(recorded.record(name, page)["gives"]).replace("'", '"')
]
_NAMED = re.compile(r',\s*"priceCurrency":\s*"USD"|"priceCurrency":\s*"USD"\s*,')


def prices(gives: Any) -> list[tuple[str, str]]:
    return [(i["asking_price"], i["currency"]) for i in gives["items"] if "asking_price" in i]


@pytest.mark.parametrize("name", NAMES)
def test_every_platform_has_a_page_that_states_a_price(name: str) -> None:
    assert name in dict(PAGES)


@pytest.mark.parametrize(("name", "page"), PAGES)
def test_a_canadian_dealer_asks_canadian_dollars(name: str, page: str) -> None:
    known = recorded.record(name, page)
    text = _NAMED.sub("", recorded.html(name, page)).replace(".example", ".example.ca")
    moved = known | {"url": known["url"].replace(".example", ".example.ca")}
    found = prices(recorded.given(PLATFORMS[name], text, moved))
    assert found == [(amount, "CAD") for amount, _ in prices(known["gives"])]


@pytest.mark.parametrize(
    ("url", "currency"),
    [
        ("https://www.elm.ca/x", "CAD"),
        ("https://elm.co.uk", "GBP"),
        ("https://elm.com:443/ca", "USD"),
        ("https://ca.elm.com/", "USD"),
        ("https://ELM.DE./", "USD"),
        ("", "USD"),
    ],
)
def test_a_sites_market_is_that_of_its_hosts_last_word(url: str, currency: str) -> None:
    assert market_currency(url) == currency


@pytest.mark.parametrize("name", ["ebiz_autos", "carsforsale", "auto_manager", "dealer_center"])
@pytest.mark.parametrize(
    ("offer", "price", "currency"),
    [
        ('"price": 45000', Decimal(45000), "CAD"),
        ('"price": "$45,000", "priceCurrency": "$"', Decimal(45000), "CAD"),
        ('"price": 45000, "priceCurrency": "usd"', Decimal(45000), "USD"),
        ('"price": "22500.0000", "priceCurrency": "USD"', Decimal(22500), "USD"),
        ('"price": 1999, "priceCurrency": "USD"', Decimal(1999), "USD"),
        ('"price": 1, "priceCurrency": "USD"', None, None),
        ('"price": 99', None, None),
        ('"price": 9999999, "priceCurrency": "USD"', None, None),
        ('"price": 45000, "priceCurrency": "US Dollars"', None, None),
    ],
)
def test_an_offers_price_has_a_currency_and_is_no_filler(
    name: str, offer: str, price: Decimal | None, currency: str | None
) -> None:
    node = f'{{"@type": "Car", "name": "1969 MG MGB", "offers": {{"@type": "Offer", {offer}}}}}'
    html = f'<h1>1969 MG MGB</h1><script type="application/ld+json">{node}</script>'
    listing: Any = PLATFORMS[name].read_vehicle(html, "https://www.elm.ca/cars/1").items[0]
    assert (listing.asking_price, listing.currency) == (price, currency)
