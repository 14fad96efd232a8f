import re

import pytest

from crawler.items import BatLot, Vehicle
from crawler.pages.bring_a_trailer import read_lot
from tests.pages.bat_lot import URL, changed, fixture, lot_of, of


def with_essentials(name: str, box: str) -> str:
    html = fixture(name)
    found = re.search(r'<div class="essentials">.*?\n</div>\n', html, re.DOTALL)
    assert found
    return html.replace(found[0], f'<div class="essentials">{box}\n</div>\n')


def test_essentials_of_older_lots_are_read_too() -> None:
    html = with_essentials(
        "sold",
        '<b>Seller</b>: <a href="/member/oldhand/">OldHand</a>'
        '<b>Location: <a class="branded-text">Ashford, Oregon</a></b>'
        "<b>Listing Details</b><ul><li>Chassis: 2799999</li><li>97,800 miles</li></ul>"
        '<div class="item additional">Private Party or Dealer: Dealer</div><b>Lot</b> #553',
    )
    (lot,) = of(page := read_lot(html, URL), BatLot)
    (vehicle,) = of(page, Vehicle)
    assert (lot.seller_username, lot.location) == ("OldHand", "Ashford, Oregon")
    assert lot.seller_url == "https://bringatrailer.com/member/oldhand/"
    assert (lot.seller_type, lot.lot_number) == ("dealer", 553)
    assert (vehicle.chassis_number, vehicle.mileage) == ("2799999", 97800)


@pytest.mark.parametrize("place", [": Ashford, Oregon", ": <a>Ashford,  Oregon</a>"])
def test_a_place_is_read_with_and_without_its_link(place: str) -> None:
    html = with_essentials("sold", f"<strong>Location</strong>{place}<div>x</div>")
    assert lot_of(html).location == "Ashford, Oregon"


@pytest.mark.parametrize("charges", ["$0", "USD $85", "$245.28 Document Fee"])
def test_a_dealers_charges_are_kept_as_stated(charges: str) -> None:
    html = changed(fixture("dealer-live"), "$245.28 Document Fee", charges)
    assert lot_of(html).dealer_charges == charges


def test_charges_that_the_page_does_not_state_are_none() -> None:
    html = changed(fixture("dealer-live"), "Additional charges from this dealer", "Additional")
    assert lot_of(html).dealer_charges is None


def test_a_line_of_the_details_states_no_essential() -> None:
    line = (
        "<li><div>Lot #1</div><strong>Lot</strong> #1 <b>Location: <a>Nowhere</a></b>"
        "<strong>Private Party or Dealer</strong>: Dealer"
        "<div>Additional charges from this dealer: $9</div>"
        '<div class="item-seller"><a href="/member/mallory/">Mallory</a></div></li>'
    )
    html = changed(
        fixture("relisted"), "<li>143k Miles Shown</li>", f"<li>143k Miles Shown</li>{line}"
    )
    lot, real = lot_of(html), lot_of(fixture("relisted"))
    assert len(lot.features) == len(real.features) + 1
    assert (lot.lot_number, lot.location, lot.seller_type) == (
        real.lot_number,
        real.location,
        real.seller_type,
    )
    assert (lot.seller_username, lot.seller_url) == (real.seller_username, real.seller_url)
    assert (lot.dealer_charges, real.dealer_charges) == (None, None)


def test_words_that_name_no_kind_of_seller_are_none() -> None:
    html = changed(fixture("relisted"), ": Private Party<", ": Estate<")
    assert lot_of(html).seller_type is None


def test_a_seller_whose_link_is_no_profile_has_no_url() -> None:
    html = changed(
        fixture("relisted"),
        'Seller</strong>: <a href="https://bringatrailer.com/member/larkspur/"',
        'Seller</strong>: <a href="https://example.com/member/larkspur/"',
    )
    lot = lot_of(html)
    assert (lot.seller_username, lot.seller_url) == ("Larkspur", None)
