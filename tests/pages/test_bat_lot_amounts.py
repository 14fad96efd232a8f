"""Amounts of a lot's page: in other notations and currencies, a price or none."""

from decimal import Decimal

import pytest

from crawler.pages.bring_a_trailer.money import first_amount
from crawler.pages.errors import Unreadable
from tests.pages.bat_lot import changed, fixture, lot_of
from tests.pages.bat_lot_forms import without_line

# "USD $14,250" as others write it: what is no amount of theirs may not become a part of one.
OTHER_NOTATIONS = [
    *("$14 250", "$14 250", "USD 14 250", "$14, 250", "CHF 14'250", "CHF 14’250"),
    *("$14k", "$14 k", "$1.2M", "$2 million", "$14.250", "€14.250,00", "$14,250.5"),
    *("USD 14.250 ($500)", "$14 250 + $500 fee", "R$ 14,250 ($2,800)", "Mex$ 14,250"),
    *("A $14,250", "C $14,250", "HK $14,250", "¥1,500,000", "kr 120,000", "14,250", "$0"),
]


@pytest.mark.parametrize("stated", OTHER_NOTATIONS)
def test_an_amount_in_another_notation_is_none(stated: str) -> None:
    assert first_amount(stated) is None
    assert first_amount(f"{stated} on 4/24/26") is None
    html = changed(fixture("sold"), "for USD $14,250.00", f"for {stated}")
    assert lot_of(html).sale_price == Decimal(14250)


@pytest.mark.parametrize(
    ("stated", "amount", "currency", "coded"),
    [
        ("USD $42,000.00", "42000.00", "USD", True),
        ("CAD $42,000", "42000", "CAD", True),
        ("$42,000 CAD", "42000", "CAD", True),
        ("forCAD $42,000", "42000", "CAD", True),
        ("CAD$42,000", "42000", "CAD", False),
        ("SEK 120,000", "120000", "SEK", True),
        ("$900", "900", "USD", False),
        ("CHF 5,250 on 4/24/26", "5250", "CHF", True),
        ("$12,000, 3 bids", "12000", "USD", False),
    ],
)
def test_an_amount_is_read_with_the_currency_beside_it(
    stated: str, amount: str, currency: str, coded: bool
) -> None:
    found = first_amount(stated)
    assert found is not None
    assert (found.amount, found.currency, found.coded) == (Decimal(amount), currency, coded)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("sold", "for USD $14,250.00", "for GBP £14,250.00"),
        ("sold", "for USD $14,250.00", "for £14,250.00"),
        ("sold", "for USD $14,250.00", "for CAD$14,250.00"),
        ("sold", "USD <strong>$14,250", "CAD <strong>$14,250"),
        ("sold", "Sold for <strong>USD $", "Sold for <strong>EUR €"),
        ("sold-gbp", "for GBP \\u00a313,250.00", "for $13,250.00"),
        ("dealer-live", 'data-listing-currency="USD"', 'data-listing-currency="CAD"'),
    ],
)
def test_a_page_that_states_two_currencies_is_unreadable(name: str, old: str, new: str) -> None:
    with pytest.raises(Unreadable, match="several currencies"):
        lot_of(changed(fixture(name), old, new))


def test_a_price_of_the_history_has_no_other_currency() -> None:
    html = without_line(fixture("sold"))
    html = changed(html, "<strong>USD $14,250.00", "<strong>CAD $19,250.00")
    with pytest.raises(Unreadable, match="several currencies"):
        lot_of(html)


def test_dollars_without_a_code_are_those_that_another_record_names() -> None:
    html = changed(fixture("sold"), "for USD $14,250.00", "for $14,250.00")
    html = html.replace("USD <strong>$", "CAD <strong>$").replace("<strong>USD $", "<strong>CAD $")
    lot = lot_of(html)
    assert (lot.sale_price, lot.currency) == (Decimal(14250), "CAD")
