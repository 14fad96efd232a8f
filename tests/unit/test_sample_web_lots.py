"""The sample web's lots: every kind of page is there, and each says what its truth does."""

import re
from collections import defaultdict
from dataclasses import asdict
from typing import Any

import pytest

from crawler import items
from crawler.pages.bring_a_trailer import read_lot
from tests.unit.test_sample_web import BAT, NOW, thread_of
from tests.web.bat.lot import Lot
from tests.web.bat.money import named
from tests.web.bat.site import BringATrailer
from tests.web.bat.thread import DEEP, make_thread
from tests.web.bat.truth import lot_truth
from tests.web.bat.words import HOSTILE

DAY = 86_400
TABLES = {
    items.Listing: "listings",
    items.Vehicle: "vehicles",
    items.VehicleImage: "vehicle_images",
    items.BatLot: "bat_lots",
    items.BatHistoryEntry: "bat_history",
    items.BatComment: "bat_comments",
    items.BatBid: "bat_bids",
}


class Site:
    """A Bring a Trailer with every special lot, at a time that a test sets."""

    def __init__(self) -> None:
        self.now = NOW
        self.bat = BringATrailer(
            7,
            now=NOW,
            clock=lambda: self.now,
            live=16,
            ended=24,
            opening=4,
            photos=(1, 6),
            comments=(4, 60),
        )

    def text(self, lot: Lot) -> str:
        return self.bat.answer(BAT, f"/listing/{lot.slug}/", {}).body.decode()

    def lots(self, now: float = NOW) -> list[Lot]:
        self.now = now
        return self.bat.lots


@pytest.fixture(scope="module")
def site() -> Site:
    return Site()


@pytest.mark.parametrize("days", [0, 1, 4.5, 8, 14])
def test_every_lots_page_reads_as_its_truth_at_any_time(site: Site, days: float) -> None:
    for lot in site.lots(NOW + days * DAY):
        read: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for item in read_lot(site.text(lot), lot.url).items:
            row = asdict(item)
            read[TABLES[type(item)]].append(
                {
                    name: [*value] if isinstance(value, tuple) else value
                    for name, value in row.items()
                }
            )
        for table, rows in lot_truth(lot, make_thread(lot)).items():
            stated = [
                {name: row[name] for name in found} for row, found in _pairs(rows, read[table])
            ]
            assert read[table] == stated, (table, lot.url)


def _pairs(
    rows: list[dict[str, Any]], read: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    assert len(rows) == len(read)
    return list(zip(rows, read, strict=True))


def test_old_pages_write_their_essentials_and_results_in_another_way(site: Site) -> None:
    old = [lot for lot in site.lots() if lot.old_layout]
    assert {lot.status for lot in old} == {"sold", "reserve_not_met"}
    for lot in old:
        text = site.text(lot)
        assert "<b>Seller</b>" in text
        assert 'class="branded-text"' in text
        assert f"<b>Lot</b> #{lot.lot_number}" in text
        assert re.search(r">Private Party or Dealer: (Dealer|Private Party)<", text)
        assert re.search(r"<li>[\d,]+ (miles|kilometers) ?</li>", text)
        lines = thread_of(text)["comments"]
        assert not any({"featured", "videos"} & set(line) for line in lines)
        if lot.status == "sold":
            result = next(line for line in lines if line["type"] == "bat-bid-reserve")
            assert (result["authorName"], result["authorUrl"]) == ("bringatrailer", "")
            assert re.fullmatch(r"Sold on \S+ for [$£][\d,]+ to \S+", result["content"])


def test_comments_carry_photos_videos_dislikes_and_features(site: Site) -> None:
    lines = [line for lot in site.lots() for line in thread_of(site.text(lot))["comments"]]
    comments = [line for line in lines if line["type"] == "comment"]
    videos = [video for line in comments for video in line.get("videos", [])]
    assert {video["provider"] for video in videos} == {"youtube", "vimeo"}
    assert any(len(line["images"]) > 1 for line in comments)
    assert any(line.get("featured") for line in comments)
    assert {type(line["dislikes"]) for line in comments if int(line["dislikes"])} == {int, str}
    assert any("highlightedComment" in line["markup"] for line in comments)


def test_every_bid_carries_the_end_in_force(site: Site) -> None:
    for lot in site.lots():
        lines = thread_of(site.text(lot))["comments"]
        ends = {line["end_timestamp"] for line in lines if line["type"].startswith("bat-bid-c")}
        ends |= {line["end_timestamp"] for line in lines if line["type"] == "bat-bid"}
        assert ends <= {lot.bidding_ends}


def test_a_deal_after_the_auction_is_announced_after_its_result(site: Site) -> None:
    dealt = [lot for lot in site.lots() if lot.deal_at is not None]
    assert dealt
    for lot in dealt:
        text = site.text(lot)
        lines = [line for line in thread_of(text)["comments"] if "biddable_markup" in line]
        assert [line["content"].split(" on ")[0] for line in lines] == ["Reserve not met"]
        (deal,) = (
            line for line in thread_of(text)["comments"] if line["type"] == "bat-rnm-accepted"
        )
        assert lot.sale_price is not None
        assert lot.sale_price > (lot.high_bid or 0)
        price = named(lot.currency, lot.sale_price)
        assert re.fullmatch(rf"Sold on \S+ for {re.escape(price)}\.00 to \S+", deal["content"])
        assert deal["timestamp"] > lines[0]["timestamp"]
        assert f"Sold for <strong>{price}</strong>" in text


def test_a_history_lists_all_auctions_of_a_car_and_their_days_in_both_forms(site: Site) -> None:
    blocks = [
        text[text.rindex('<div class="history">') : text.rindex('<div class="sidebar">')]
        for text in map(site.text, site.lots(NOW + 5 * DAY))
    ]
    assert max(block.count('class="item') for block in blocks) >= 3
    for words in ("Sold by <strong>", ", bid to <strong>", ", withdrawn</em>", "active identifier"):
        assert any(words in block for block in blocks), words
    assert any(re.search(r"</em><br />[A-Z][a-z]+ \d+, \d{4}  ", block) for block in blocks)
    assert any('<span class="date-localize" data-timestamp="' in block for block in blocks)


def test_all_kinds_of_things_places_and_sellers_are_among_the_lots(site: Site) -> None:
    lots = site.lots()
    ended = [lot for lot in lots if lot.status == "sold"]
    assert {lot.currency for lot in ended} == {"USD", "CAD", "GBP", "EUR"}
    categories = {category for lot in lots if lot.car is None for category in lot.categories}
    assert {"Motorcycles", "Wheels", "Memorabilia", "Parts and Automobilia"} <= categories
    framed = [lot for lot in lots if lot.details.lines[0].startswith("Frame: ")]
    assert framed
    assert all(lot.car is None and ("Category", "Motorcycles") in lot.groups for lot in framed)
    for label in ("Make", "Category"):
        assert any(sum(name == label for name, _ in lot.groups) > 1 for lot in lots)
    assert any(lot.checkout and lot.charges for lot in lots)
    assert any(lot.seller_type == "dealer" and not lot.checkout for lot in lots)


def test_hostile_comments_are_all_written_and_one_quotes_too_deep(site: Site) -> None:
    written: set[str] = set()
    depths = []
    for lot in site.lots():
        if lot.hostile:
            written |= {entry.content for entry in make_thread(lot)}
            for line in thread_of(site.text(lot))["comments"]:
                depth, quoted = 0, line["commentParent"]
                while quoted:
                    depth, quoted = depth + 1, quoted["commentParent"]
                depths.append(depth)
    assert set(HOSTILE) <= written
    assert max(depths) == DEEP


def test_a_hostile_description_says_all_that_a_page_might_take_for_its_own(site: Site) -> None:
    (text,) = (site.text(lot) for lot in site.lots() if lot.hostile and lot.status == "sold")
    excerpt = text.partition('<div class="post-excerpt"')[2].partition("data-gallery-limit")[0]
    for forged in (
        "listing-available-info",
        "essentials",
        "history",
        "listing-stats",
        "group-link",
    ):
        assert f'class="{forged}' in excerpt, forged
    assert "data-gallery-items='" in excerpt
    assert "var BAT_VMS" in excerpt
