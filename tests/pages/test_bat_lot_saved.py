import json
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from crawler.items import BatBid, BatComment, BatHistoryEntry, BatLot, Vehicle, VehicleImage
from crawler.pages.bring_a_trailer import read_lot
from tests.pages.bat_lot import URL, lot_of, of
from tests.pages.saved import saved_page


def saved(name: str) -> str:
    return saved_page(f"bringatrailer/{name}")


@pytest.mark.parametrize(
    ("file", "lot", "car"),
    [
        (
            "listing-sold.html",
            (239408, "sold", Decimal(42000), None, Decimal(42000), "met"),
            ("2009 Porsche Cayman 6-Speed", 2009, "Porsche", "987 Cayman", "6-Speed"),
        ),
        (
            "listing-live.html",
            (241153, "live", None, Decimal(300000), None, None),
            (
                "2026 Porsche 911 GT3 Weissach 6-Speed",
                *(2026, "Porsche", "992 911 GT3", "Weissach 6-Speed"),
            ),
        ),
        (
            "listing-reserve-not-met.html",
            (218674, "reserve_not_met", None, None, Decimal(53000), "not_met"),
            ("2001 Ferrari 360 Spider", 2001, "Ferrari", "360", "Spider"),
        ),
    ],
)
def test_a_saved_lot_gives_its_facts(file: str, lot: tuple[Any, ...], car: tuple[Any, ...]) -> None:
    html = saved(file)
    page = read_lot(html, URL)
    (a,) = of(page, BatLot)
    (v,) = of(page, Vehicle)
    assert (a.lot_number, a.status, a.sale_price, a.current_bid, a.high_bid, a.reserve) == lot
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


@pytest.mark.parametrize(
    "file", ["listing-sold.html", "listing-live.html", "listing-reserve-not-met.html"]
)
def test_a_saved_lot_is_the_one_entry_of_its_history(file: str) -> None:
    page = read_lot(saved(file), URL)
    (lot,) = of(page, BatLot)
    (entry,) = of(page, BatHistoryEntry)
    assert (entry.url, entry.position) == (lot.url, 1)
    assert entry.seller_username == lot.seller_username
    assert entry.amount == (lot.sale_price or lot.high_bid)
    assert lot.description
    assert lot.seller_id
