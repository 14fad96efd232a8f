import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any, TypeVar

import pytest

from crawler.items import BatBid, BatComment, BatLot, Listing, ReadPage, Vehicle, VehicleImage
from crawler.pages.bring_a_trailer import read_lot
from crawler.pages.errors import Challenge, Unreadable
from tests.pages.saved import saved_page

FIXTURES = Path(__file__).with_name("fixtures")
URL = "https://bringatrailer.com/listing/a-lot/"
LOTS = ("sold", "live-no-bids", "withdrawn", "hostile-comments", "parts")

ItemT = TypeVar("ItemT")


def fixture(name: str) -> str:
    return (FIXTURES / f"bat-{name}.html").read_text(encoding="utf-8")


def saved(name: str) -> str:
    return saved_page(f"bringatrailer/{name}")


def of(page: ReadPage, kind: type[ItemT]) -> list[ItemT]:
    return [item for item in page.items if isinstance(item, kind)]


def lot_of(html: str) -> BatLot:
    (lot,) = of(read_lot(html, URL), BatLot)
    return lot


def as_json(page: ReadPage) -> Any:
    record = {
        "page": page.page,
        "items": [{"type": type(item).__name__, **asdict(item)} for item in page.items],
    }
    words = json.dumps(
        record, default=lambda v: v.isoformat() if isinstance(v, datetime) else str(v)
    )
    return json.loads(words)


def changed(html: str, old: str, new: str) -> str:
    assert old in html
    return html.replace(old, new)


@pytest.mark.parametrize("name", LOTS)
def test_a_lots_page_gives_its_expected_record(name: str) -> None:
    expected = json.loads((FIXTURES / f"bat-{name}.json").read_text(encoding="utf-8"))
    assert as_json(read_lot(fixture(name), URL)) == expected


def test_every_fixture_has_its_record_and_is_read() -> None:
    assert {path.stem for path in FIXTURES.glob("bat-*.html")} == {
        *(f"bat-{name}" for name in LOTS),
        "bat-board",
    }


def test_the_price_of_a_sale_is_that_of_the_result_line_before_all_others() -> None:
    html = changed(
        fixture("sold"), "Sold on 3\\/14\\/26 for USD $14,250.00", "Sold for USD $15,000.00"
    )
    lot = lot_of(html)
    assert (lot.sale_price, lot.high_bid) == (Decimal(15000), Decimal(14250))


def test_without_a_result_line_the_price_is_that_of_the_history() -> None:
    html = changed(fixture("sold"), '"type": "bat-bid-reserve"', '"type": "comment"')
    html = changed(html, "<strong>USD $14,250.00</strong>", "<strong>USD $14,900.00</strong>")
    assert lot_of(html).sale_price == Decimal(14900)


def test_without_records_the_price_is_that_of_the_bid_table() -> None:
    html = changed(fixture("sold"), '"type": "bat-bid-reserve"', '"type": "comment"')
    html = changed(html, "Sold by", "Listed by")
    html = changed(
        html, "Sold for <strong>USD $14,250</strong>", "Sold for <strong>USD $1</strong>"
    )
    assert lot_of(html).sale_price == Decimal(14250)


def test_a_price_agreed_after_the_reserve_was_not_met_is_the_sales_and_the_bid_stays() -> None:
    line = "Reserve not met on 3\\/14\\/26 at USD $31,000"
    html = changed(
        fixture("hostile-comments"), line, "Sold on 3\\/16\\/26 for USD $34,500.00 to Bidwell"
    )
    lot = lot_of(html)
    assert lot.status == "sold"
    assert (lot.sale_price, lot.high_bid) == (Decimal(34500), Decimal(31000))
    assert lot.buyer_username == "Bidwell"


def test_a_live_lot_has_its_bid_and_no_price_even_beside_words_of_a_sale() -> None:
    html = changed(fixture("live-no-bids"), 'data-amount="0"', 'data-amount="7250"')
    html = changed(html, 'number-bids-value">0<', 'number-bids-value">4<')
    html = changed(html, "A 1961 Volvo", "Sold for USD $9,000! Winning Bid $9,000. A 1961 Volvo")
    (lot,) = of(page := read_lot(html, URL), BatLot)
    (listing,) = of(page, Listing)
    assert (lot.status, lot.current_bid, lot.currency) == ("live", Decimal(7250), "CAD")
    assert (lot.sale_price, lot.high_bid, lot.buyer_username) == (None, None, None)
    assert (listing.sale_price, listing.asking_price, listing.currency) == (None, None, None)


def test_a_lot_that_is_over_without_a_stated_result_has_ended() -> None:
    html = re.sub(
        r'<span class="info-value noborder-tiny">.*?</span></span>', "", fixture("withdrawn")
    )
    lot = lot_of(html)
    assert (lot.status, lot.sale_price, lot.high_bid) == ("ended", None, Decimal(21000))


def test_a_cancelled_bid_is_no_high_bid() -> None:
    html = changed(fixture("withdrawn"), "USD <strong>$21,000</strong>", "")
    assert lot_of(html).high_bid == Decimal(21000)
    html = changed(html, '"type": "bat-bid"', '"type": "bat-bid-canceled"')
    assert lot_of(html).high_bid is None


def test_extra_time_moves_the_end() -> None:
    end = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
    assert lot_of(fixture("live-no-bids")).ends_at == end
    later = fixture("live-no-bids").replace(
        f'data-until="{int(end.timestamp())}"', f'data-until="{int(end.timestamp()) + 120}"'
    )
    assert lot_of(later).ends_at == datetime(2026, 3, 14, 20, 2, tzinfo=UTC)


def test_essentials_of_older_lots_are_read_too() -> None:
    html = re.sub(
        r'<div class="essentials">.*?(?=<div data-gallery-items)',
        '<div class="essentials"><b>Seller</b>: <a href="/member/oldhand/">OldHand</a>'
        '<b>Location: <a class="branded-text">Ashford, Oregon</a></b>'
        "<b>Listing Details</b><ul><li>Chassis: 2799999</li><li>97,800 miles</li></ul>"
        '<div class="item additional">Private Party or Dealer: Dealer</div><b>Lot</b> #553</div>',
        fixture("sold"),
        flags=re.DOTALL,
    )
    (lot,) = of(page := read_lot(html, URL), BatLot)
    (vehicle,) = of(page, Vehicle)
    assert (lot.seller_username, lot.location) == ("OldHand", "Ashford, Oregon")
    assert (lot.seller_type, lot.lot_number) == ("dealer", 553)
    assert (vehicle.chassis_number, vehicle.mileage) == ("2799999", 97800)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("listing-post-title", "title", "title"),
        ('data-listing-intro-id="700100001"', "", "listing's id"),
        ('id="listing-bid"', 'id="bids"', "listing-bid"),
        ("listing-available-info", "info", "status line"),
        ("var BAT_VMS", "var OTHER_VMS", "BAT_VMS"),
        ("bat-theme-viewmodels-js-extra", "other", "BAT_VMS"),
        ('"postAuthor": "41"', '"postAuthor": "41', "BAT_VMS"),
        ('"type": "comment"', '"type": "bat-question"', "bat-question"),
        ('"timestamp": ', '"when": ', "timestamp"),
        ('class="essentials"', 'class="facts"', "essentials"),
        ('<span class="info-value">3<', '<span class="info-value">77<', "77"),
        ("$14,250 bid placed by Quillfeather", "a bid", "5005"),
        ("&quot;large&quot;", "&quot;huge&quot;", "data-gallery-items"),
    ],
)
def test_a_page_without_a_mandatory_field_is_unreadable_and_names_it(
    old: str, new: str, named: str
) -> None:
    html = changed(fixture("sold"), old, new)
    if old.startswith("data-listing-intro-id"):
        html = changed(html, "data-listing-bid-id", "data-x")
    with pytest.raises(Unreadable, match=re.escape(named)):
        read_lot(html, URL)


def test_a_bot_wall_is_no_lot() -> None:
    with pytest.raises(Challenge):
        read_lot("<html><head><title>Just a moment...</title></head></html>", URL)


@pytest.mark.parametrize(
    ("file", "lot", "car"),
    [
        (
            "listing-sold.html",
            (239408, "sold", Decimal(42000), None, Decimal(42000)),
            ("2009 Porsche Cayman 6-Speed", 2009, "Porsche", "987 Cayman", "6-Speed"),
        ),
        (
            "listing-live.html",
            (241153, "live", None, Decimal(300000), None),
            (
                "2026 Porsche 911 GT3 Weissach 6-Speed",
                *(2026, "Porsche", "992 911 GT3", "Weissach 6-Speed"),
            ),
        ),
        (
            "listing-reserve-not-met.html",
            (218674, "reserve_not_met", None, None, Decimal(53000)),
            ("2001 Ferrari 360 Spider", 2001, "Ferrari", "360", "Spider"),
        ),
    ],
)
def test_a_saved_lot_gives_its_facts(file: str, lot: tuple[Any, ...], car: tuple[Any, ...]) -> None:
    html = saved(file)
    page = read_lot(html, URL)
    (a,) = of(page, BatLot)
    (v,) = of(page, Vehicle)
    assert (a.lot_number, a.status, a.sale_price, a.current_bid, a.high_bid) == lot
    assert (a.title, v.year, v.make, v.model, v.trim) == car
    assert v.vin in re.findall(r"google\.com/search\?q=(\w{17})", html)
    assert re.findall(r'item-seller"><strong>Seller</strong>: <a [^>]*>([^<]+)<', html) == [
        a.seller_username
    ]


@pytest.mark.parametrize(
    "file", ["listing-sold.html", "listing-live.html", "listing-reserve-not-met.html"]
)
def test_a_saved_lot_gives_every_photo_comment_and_bid(file: str) -> None:
    html = saved(file)
    page = read_lot(html, URL)
    attribute = re.search(r'data-gallery-items="([^"]*)"', html)
    assert attribute
    photos = {photo["large"]["url"].split("?")[0] for photo in json.loads(unescape(attribute[1]))}
    images = of(page, VehicleImage)
    assert {image.url for image in images} == photos
    assert [image.position for image in images] == list(range(1, len(photos) + 1))

    thread = re.search(r"^var BAT_VMS = (\{.*\});$", html, re.MULTILINE)
    assert thread
    lines = json.loads(thread[1])["comments"]
    ids = {
        kind: [ln["id"] for ln in lines if ln["type"] == kind]
        for kind in {ln["type"] for ln in lines}
    }
    comments = of(page, BatComment)
    assert [c.id for c in comments if c.kind == "comment"] == ids["comment"]
    assert [c.id for c in comments if c.kind == "result"] == ids.get("bat-bid-reserve", [])
    assert [bid.id for bid in of(page, BatBid)] == ids["bat-bid"]
    assert lot_of(html).comment_count == len(ids["comment"]) > 0
