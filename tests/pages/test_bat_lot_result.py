import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from crawler.items import BatHistoryEntry, BatLot, Listing
from crawler.pages.bring_a_trailer import read_lot
from tests.pages.bat_lot import URL, changed, fixture, lot_of, of


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


def test_without_all_others_the_price_is_that_of_the_status_line() -> None:
    html = changed(fixture("sold"), '"type": "bat-bid-reserve"', '"type": "comment"')
    html = changed(html, "Sold by", "Listed by")
    html = changed(html, ">Winning Bid<", ">Ending Bid<")
    html = changed(html, "<strong>USD $14,250</strong>", "<strong>USD $14,251</strong>")
    lot = lot_of(html)
    assert (lot.status, lot.sale_price, lot.reserve) == ("sold", Decimal(14251), "none")


def test_no_price_comes_from_the_history_of_an_earlier_sale() -> None:
    html = changed(fixture("relisted"), '"type": "bat-bid-reserve"', '"type": "comment"')
    html = changed(html, "Sold by <strong>Larkspur</strong>", "Listed by <strong>Larkspur</strong>")
    html = changed(html, ">Winning Bid<", ">High Bid<")
    html = changed(html, "Sold for <strong>USD $9,750", "Bid to <strong>USD $9,750")
    lot = lot_of(html)
    assert (lot.status, lot.sale_price, lot.buyer_username) == ("reserve_not_met", None, None)


def test_a_price_agreed_after_the_reserve_was_not_met_is_the_sales_and_the_bid_stays() -> None:
    line = "Reserve not met on 3\\/14\\/26 at USD $31,000"
    html = changed(
        fixture("hostile-comments"), line, "Sold on 3\\/16\\/26 for USD $34,500.00 to Bidwell"
    )
    lot = lot_of(html)
    assert lot.status == "sold"
    assert (lot.sale_price, lot.high_bid) == (Decimal(34500), Decimal(31000))
    assert (lot.buyer_username, lot.reserve) == ("Bidwell", "not_met")


def test_the_price_of_a_deal_is_no_bid_even_where_the_table_states_it() -> None:
    html = changed(fixture("rnm-accepted"), ">High Bid<", ">Winning Bid<")
    html = changed(html, "<strong>$15,250</strong> (Reserve Not Met)", "<strong>$17,000</strong>")
    lot = lot_of(html)
    assert (lot.sale_price, lot.high_bid, lot.reserve) == (
        Decimal(17000),
        Decimal(15250),
        "not_met",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(Reserve Not Met)", ""),
        ("Reserve not met on", "Ended on"),
        ('"type": "bat-rnm-accepted"', '"type": "bat-bid-reserve"'),
    ],
)
def test_each_mark_alone_tells_that_the_reserve_was_not_met(old: str, new: str) -> None:
    marks = {
        "(Reserve Not Met)": "",
        "Reserve not met on": "Ended on",
        '"type": "bat-rnm-accepted"': '"type": "bat-bid-reserve"',
    }
    html = fixture("rnm-accepted")
    for mark, other in marks.items():
        if mark != old:
            html = changed(html, mark, other)
    assert lot_of(html).reserve == "not_met"
    assert lot_of(changed(html, old, new)).reserve == "met"


def test_a_live_lot_has_its_bid_and_no_price_even_beside_words_of_a_sale() -> None:
    html = changed(fixture("live-no-bids"), 'data-amount="0"', 'data-amount="7250"')
    html = changed(html, 'number-bids-value">0<', 'number-bids-value">4<')
    html = changed(html, "A 1961 Volvo", "Sold for USD $9,000! Winning Bid $9,000. A 1961 Volvo")
    (lot,) = of(page := read_lot(html, URL), BatLot)
    (listing,) = of(page, Listing)
    assert (lot.status, lot.current_bid, lot.currency) == ("live", Decimal(7250), "CAD")
    assert (lot.sale_price, lot.high_bid, lot.buyer_username) == (None, None, None)
    assert (listing.sale_price, listing.asking_price, listing.currency) == (None, None, None)


def test_a_live_lot_states_no_sale_even_where_the_thread_and_the_history_announce_one() -> None:
    html = changed(fixture("dealer-live"), '"type": "comment"', '"type": "bat-bid-reserve"')
    html = changed(html, "Sold for USD $90,000 to Orrin? ", "Sold for USD $90,000 to Orrin")
    html = changed(html, 'info-value">1<', 'info-value">0<')
    html = changed(
        html,
        "<em>Listed by <strong>Gable_Street_Cars</strong>",
        "<em>Sold by <strong>Gable_Street_Cars</strong> for <strong>USD $90,000</strong>",
    )
    (lot,) = of(page := read_lot(html, URL), BatLot)
    assert (lot.status, lot.current_bid, lot.reserve) == ("live", Decimal(41500), None)
    assert (lot.sale_price, lot.high_bid) == (None, None)
    assert (lot.buyer_username, lot.buyer_id, lot.buyer_url) == (None, None, None)
    assert of(page, BatHistoryEntry)


def test_a_live_lot_marked_without_reserve_has_none() -> None:
    html = changed(
        fixture("dealer-live"),
        '<div class="item-tags">',
        '<div class="item-tags"><div class="item-tag item-tag-noreserve">No Reserve</div>',
    )
    lot = lot_of(html)
    assert (lot.no_reserve, lot.reserve) == (True, "none")


@pytest.mark.parametrize("mark", ["<title>No Reserve: ", 'og:title" content="No Reserve: ', "tag"])
def test_each_mark_of_no_reserve_is_enough(mark: str) -> None:
    html = fixture("relisted").replace('"name":"No Reserve: ', '"name":"')
    marks = {
        "<title>No Reserve: ": "<title>",
        'og:title" content="No Reserve: ': 'og:title" content="',
        "tag": "",
    }
    for each, without in marks.items():
        each_in_page = "item-tag-noreserve" if each == "tag" else each
        if each != mark:
            html = changed(html, each_in_page, without)
    assert lot_of(html).no_reserve
    html = changed(html, "item-tag-noreserve" if mark == "tag" else mark, marks[mark])
    assert (lot_of(html).no_reserve, lot_of(html).reserve) == (False, "met")


def test_words_of_no_reserve_in_a_description_are_no_mark() -> None:
    html = changed(
        fixture("dealer-live"),
        "<p>This Evora",
        '<p><span class="item-tags"><i class="item-tag item-tag-noreserve">No Reserve</i></span>'
        "No Reserve: this Evora",
    )
    lot = lot_of(html)
    assert (lot.no_reserve, lot.reserve) == (False, None)


def test_a_lot_that_is_over_without_a_stated_result_has_ended() -> None:
    html = re.sub(
        r'<span class="info-value noborder-tiny">.*?</span></span>', "", fixture("withdrawn")
    )
    lot = lot_of(html)
    assert (lot.status, lot.sale_price, lot.high_bid) == ("ended", None, Decimal(21000))
    assert lot.reserve is None


def test_a_lot_that_ended_without_bids_has_no_amount() -> None:
    html = changed(fixture("withdrawn"), "USD <strong>$21,000</strong>", "No Bids")
    html = changed(html, '"type": "bat-bid"', '"type": "bat-bid-canceled"')
    html = changed(html, 'number-bids-value">1<', 'number-bids-value">0<')
    lot = lot_of(html)
    assert (lot.status, lot.bid_count) == ("withdrawn", 0)
    assert (lot.high_bid, lot.currency, lot.reserve) == (None, None, None)


def test_a_cancelled_bid_is_no_high_bid() -> None:
    html = changed(fixture("withdrawn"), "USD <strong>$21,000</strong>", "")
    assert lot_of(html).high_bid == Decimal(21000)
    html = changed(html, '"type": "bat-bid"', '"type": "bat-bid-canceled"')
    assert lot_of(html).high_bid is None


@pytest.mark.parametrize(
    ("stated", "currency"),
    [
        ("CAD $", "CAD"),
        ("EUR €", "EUR"),
        ("AUD $", "AUD"),
        ("CHF ", "CHF"),
        ("A$", "AUD"),
        ("C$", "CAD"),
        ("£", "GBP"),
        ("€", "EUR"),
        ("$", "USD"),
    ],
)
def test_a_sale_has_the_currency_that_the_page_states(stated: str, currency: str) -> None:
    html = changed(fixture("sold-gbp"), "GBP <strong>£", f"<strong>{stated}")
    html = changed(html, "GBP £", stated)
    html = changed(html, "for GBP \\u00a313,250.00 to", f"for {stated}13,250.00 to")
    lot = lot_of(html)
    assert (lot.sale_price, lot.high_bid, lot.currency) == (
        Decimal("13250.00"),
        Decimal(13250),
        currency,
    )


def test_extra_time_moves_the_end() -> None:
    end = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
    assert lot_of(fixture("live-no-bids")).ends_at == end
    later = fixture("live-no-bids").replace(
        f'data-until="{int(end.timestamp())}"', f'data-until="{int(end.timestamp()) + 120}"'
    )
    assert lot_of(later).ends_at == datetime(2026, 3, 14, 20, 2, tzinfo=UTC)


def test_a_line_that_staff_wrote_gives_no_id_of_the_buyer() -> None:
    lot = lot_of(fixture("old-layout"))
    assert (lot.buyer_username, lot.buyer_id) == ("NorthShore", None)
    html = changed(
        fixture("old-layout"), '"authorName": "Hazel_Staff"', '"authorName": "NorthShore"'
    )
    assert lot_of(html).buyer_id == 303


def test_the_last_of_several_result_lines_counts() -> None:
    html = changed(
        fixture("rnm-accepted"), "Sold on 3\\/12\\/26 for USD $17,000.00 to Orrin", "No deal"
    )
    html = changed(html, "Reserve not met on 3\\/10\\/26 at USD $15,250", "Sold for $1 to Nobody")
    assert lot_of(html).sale_price == Decimal("17000.00")
    assert lot_of(html).buyer_username == "Orrin"


def test_who_bought_is_told_by_the_record_that_tells_the_price() -> None:
    html = changed(fixture("rnm-accepted"), ">High Bid<", ">Winning Bid<")
    html = changed(
        html,
        "(Reserve Not Met) </span>",
        '</span> by <a href="https://bringatrailer.com/member/pennywhistle/">Pennywhistle</a>',
    )
    lot = lot_of(html)
    assert (lot.buyer_username, lot.buyer_id) == ("Orrin", 313)
    assert lot.buyer_url == "https://bringatrailer.com/member/orrin/"
