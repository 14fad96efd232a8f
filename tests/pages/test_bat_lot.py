import re

import pytest

from crawler.items import (
    BatBid,
    BatComment,
    BatHistoryEntry,
    BatLot,
    Listing,
    Vehicle,
    VehicleImage,
)
from crawler.pages.bring_a_trailer import read_lot
from crawler.pages.errors import Challenge, Unreadable
from tests.pages.bat_lot import URL, as_record, changed, fixture, lot_of, names, of, record


@pytest.mark.parametrize("name", names())
def test_a_lots_page_gives_its_expected_record(name: str) -> None:
    assert as_record(read_lot(fixture(name), URL)) == record(name)


def test_the_items_come_in_one_order() -> None:
    kinds = [type(item) for item in read_lot(fixture("relisted"), URL).items]
    order = [Listing, Vehicle, VehicleImage, BatLot, BatHistoryEntry, BatComment, BatBid]
    assert kinds == sorted(kinds, key=order.index)
    assert set(kinds) == set(order)


@pytest.mark.parametrize("name", ["motorcycle", "memorabilia", "parts"])
def test_a_lot_that_is_no_car_gives_everything_but_a_vehicle(name: str) -> None:
    page = read_lot(fixture(name), URL)
    assert not of(page, Vehicle)
    (lot,) = of(page, BatLot)
    assert lot.description
    assert of(page, VehicleImage)
    assert of(page, BatBid)


def test_the_listing_was_published_when_the_lot_was() -> None:
    (listing,) = of(page := read_lot(fixture("sold"), URL), Listing)
    (lot,) = of(page, BatLot)
    assert listing.published_at == lot.started_at is not None


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("listing-post-title", "title", "title"),
        ('class="listing-intro "', 'class="intro"', "listing-intro"),
        ('data-listing-intro-id="700100001"', "", "listing's id"),
        ('data-listing-intro-id="700100001"', 'data-listing-intro-id="7"', "two listings"),
        ('id="listing-bid"', 'id="bids"', "listing-bid"),
        ("listing-available-info", "info", "status line"),
        ("var BAT_VMS", "var OTHER_VMS", "BAT_VMS"),
        ("bat-theme-viewmodels-js-extra", "other", "BAT_VMS"),
        ('"postAuthor": "41"', '"postAuthor": "41', "BAT_VMS"),
        ('"type": "comment"', '"type": "bat-question"', "bat-question"),
        ('"timestamp": ', '"when": ', "timestamp"),
        ('class="essentials"', 'class="facts"', "essentials"),
        ("<main>", '<main><div class="essentials"></div>', "div.essentials stands 2 times"),
        ("<main>", '<main><table id="listing-bid"></table>', "table#listing-bid stands 2 times"),
        ('<span class="info-value">3<', '<span class="info-value">77<', "77"),
        ("$14,250 bid placed by Quillfeather", "a bid", "5005"),
        ("&quot;large&quot;", "&quot;huge&quot;", "data-gallery-items"),
        ("2026-03-05T10:11:12Z", "yesterday", "yesterday"),
        ('href="https://bringatrailer.com/listing/', 'href="https://example.com/l/', "canonical"),
    ],
)
def test_a_page_without_a_mandatory_field_is_unreadable_and_names_it(
    old: str, new: str, named: str
) -> None:
    html = changed(fixture("sold"), old, new)
    if old.startswith("data-listing-intro-id") and not new:
        html = changed(html, "data-listing-bid-id", "data-x")
    with pytest.raises(Unreadable, match=re.escape(named)):
        read_lot(html, URL)


def test_a_bot_wall_is_no_lot() -> None:
    with pytest.raises(Challenge):
        read_lot("<html><head><title>Just a moment...</title></head></html>", URL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("var BAT_VMS = {", "var BAT_VMS={"),  # not as BaT writes it
        ("var BAT_VMS = {", "var BAT_VMS = {\n"),
        ("postid-700200003", "postid-700200003\0"),
    ],
)
def test_a_thread_that_has_no_line_of_its_own_is_read_too(old: str, new: str) -> None:
    html = changed(fixture("relisted"), old, new)
    assert read_lot(html, URL) == read_lot(fixture("relisted"), URL)


def test_a_lot_without_a_seller_or_groups_states_none() -> None:
    html = re.sub(r'<div class="item item-seller">.*?</div>', "", fixture("relisted"))
    html = changed(html, "column-groups", "columns")
    lot = lot_of(html)
    assert (lot.seller_username, lot.seller_url, lot.makes, lot.eras) == (None, None, (), ())
    assert lot.seller_id == 321


def test_words_and_line_ends_of_a_description_stay_apart() -> None:
    html = changed(
        fixture("dealer-live"),
        "<p>This Evora is offered by the selling dealer.</p>",
        "<h2>Body</h2><p>One<br>two.<br />Three</p><p> </p><blockquote><p>Four</p></blockquote>"
        "<div>a widget</div><ol><li>Five</li><li>six</li></ol>",
    )
    lot = lot_of(html)
    assert lot.description == "Body\n\nOne two. Three\n\nFour\n\nFive\nsix"


def test_a_page_without_a_description_states_none() -> None:
    excerpt = re.compile(r'<div class="post-excerpt" tabindex="0">.*?x</a></div></div>', re.DOTALL)
    html = excerpt.sub("", fixture("relisted"))
    assert lot_of(html).description is None
