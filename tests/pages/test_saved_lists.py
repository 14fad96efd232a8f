"""The entries of BaT's real saved board and results, beside what a person read there."""

from collections import Counter
from decimal import Decimal
from typing import TypeVar

from crawler.items import BatLot, Listing, ReadPage
from crawler.pages.bring_a_trailer import (
    BOARD_URL,
    RESULTS_URL,
    ResultsPage,
    read_board,
    read_results,
)
from tests.pages.saved import saved_page
from tests.pages.saved_lots.record import Digest, Every, at, columns_as_recorded, field_names

ItemT = TypeVar("ItemT")

# What a list leaves to the lot's own page.
ONLY_ON_THE_LOTS_PAGE: dict[str, Digest | Every] = {
    "lot_number": Every(None),
    "seller_username": Every(None),
    "seller_id": Every(None),
    "seller_url": Every(None),
    "seller_type": Every(None),
    "dealer_charges": Every(None),
    "buyer_username": Every(None),
    "buyer_id": Every(None),
    "buyer_url": Every(None),
    "bid_count": Every(None),
    "comment_count": Every(None),
    "view_count": Every(None),
    "watcher_count": Every(None),
    "started_at": Every(None),
    "location": Every(None),
    "description": Every(None),
    "features": Every(()),
    "makes": Every(()),
    "models": Every(()),
    "eras": Every(()),
    "origins": Every(()),
    "categories": Every(()),
}
BOARD_LOTS: dict[str, Digest | Every] = {
    **ONLY_ON_THE_LOTS_PAGE,
    "url": Digest("22d140e5aa2b948d"),
    "bat_id": Digest("66a460f791278013"),
    "title": Digest("16b20325267709df"),
    "status": Every("live"),
    "currency": Digest("2e3c22aaabbba4c3"),
    "current_bid": Digest("aa11fb42a6e481f1"),
    "high_bid": Every(None),
    "sale_price": Every(None),
    "no_reserve": Digest("196c59ed5d35c56a"),
    "reserve": Digest("81205ad196d7d3b0"),
    "ends_at": Digest("67e4776c8c98cca1"),
}
BOARD_LISTINGS: dict[str, Digest | Every] = {
    "url": Digest("22d140e5aa2b948d"),
    "source": Every("bringatrailer"),
    "title": Digest("16b20325267709df"),
    "status": Every("live"),
    "asking_price": Every(None),
    "sale_price": Every(None),
    "currency": Every(None),
    "stock_number": Every(None),
    "location": Every(None),
    "published_at": Every(None),
    "source_url": Every(None),
}
RESULT_LOTS: dict[str, Digest | Every] = {
    **ONLY_ON_THE_LOTS_PAGE,
    "url": Digest("e9e1672c6afb87a7"),
    "bat_id": Digest("cfada2a995622752"),
    "title": Digest("cc34cd0cea350fe0"),
    "status": Digest("6b4feea36db64231"),
    "currency": Every("USD"),
    "current_bid": Every(None),
    "high_bid": Digest("bcd281b39a41f3ef"),
    "sale_price": Digest("0f7fdf8ba33feba2"),
    "no_reserve": Digest("2053ac32cedc024d"),
    "reserve": Digest("412b01addc309c57"),
    "ends_at": Digest("fb2342a5fe8e0078"),
}
RESULT_LISTINGS: dict[str, Digest | Every] = {
    "url": Digest("e9e1672c6afb87a7"),
    "source": Every("bringatrailer"),
    "title": Digest("cc34cd0cea350fe0"),
    "status": Digest("6b4feea36db64231"),
    "asking_price": Every(None),
    "sale_price": Digest("0f7fdf8ba33feba2"),
    "currency": Digest("56ee0b54d9755937"),
    "stock_number": Every(None),
    "location": Every(None),
    "published_at": Every(None),
    "source_url": Every(None),
}


def board() -> ReadPage:
    return read_board(saved_page("bringatrailer/auctions.html"), BOARD_URL)


def results() -> ResultsPage:
    return read_results(saved_page("bringatrailer/auctions-results.html"), RESULTS_URL)


def items_of(page: ReadPage, item_class: type[ItemT]) -> list[ItemT]:
    return [item for item in page.items if isinstance(item, item_class)]


def test_the_saved_board_gives_a_listing_and_a_lot_for_each_entry() -> None:
    page = board()
    assert Counter(type(item) for item in page.items) == {Listing: 965, BatLot: 965}
    assert page.next_url is None


def test_the_saved_boards_bids_and_ends_are_those_that_a_person_added_up() -> None:
    lots = items_of(board(), BatLot)
    bids: Counter[str] = Counter()
    amounts: dict[str | None, Decimal] = {}
    for lot in lots:
        if lot.current_bid is not None:
            bids[str(lot.currency)] += 1
            amounts[lot.currency] = amounts.get(lot.currency, Decimal(0)) + lot.current_bid
    assert sum(lot.current_bid is None for lot in lots) == 22
    assert bids == {"USD": 936, "EUR": 6, "GBP": 1}
    assert amounts == {"USD": 33827187, "EUR": 175310, "GBP": 18000}
    assert sum(lot.no_reserve for lot in lots) == 404
    ends = [lot.ends_at for lot in lots if lot.ends_at is not None]
    assert (len(ends), min(ends), max(ends)) == (965, at(1748624400), at(1749488700))


def test_every_field_of_the_saved_boards_lots_is_what_a_person_read() -> None:
    lots = items_of(board(), BatLot)
    assert BOARD_LOTS.keys() == field_names(BatLot)
    assert columns_as_recorded(lots, BOARD_LOTS) == BOARD_LOTS


def test_every_field_of_the_saved_boards_listings_is_what_a_person_read() -> None:
    listings = items_of(board(), Listing)
    assert BOARD_LISTINGS.keys() == field_names(Listing)
    assert columns_as_recorded(listings, BOARD_LISTINGS) == BOARD_LISTINGS


def test_the_saved_results_give_a_listing_and_a_lot_for_each_entry() -> None:
    page = results()
    assert (page.items_total, page.pages_total) == (208940, 5804)
    assert (page.page_current, page.items_per_page) == (1, 36)
    assert Counter(type(item) for item in page.page.items) == {Listing: 36, BatLot: 36}


def test_the_saved_results_prices_and_ends_are_those_that_a_person_added_up() -> None:
    lots = items_of(results().page, BatLot)
    assert Counter(lot.status for lot in lots) == {"sold": 29, "reserve_not_met": 7}
    sold = [lot.sale_price for lot in lots if lot.sale_price is not None]
    prices = [len(sold), sum(sold), min(sold), max(sold)]
    assert prices == [29, 1024717, 1500, 148000]
    unsold = [lot.high_bid for lot in lots if lot.status == "reserve_not_met"]
    assert sum(bid for bid in unsold if bid is not None) == 310788
    assert sum(lot.no_reserve for lot in lots) == 11
    ends = [lot.ends_at for lot in lots if lot.ends_at is not None]
    assert (len(ends), min(ends), max(ends)) == (36, at(1757181471), at(1757183566))


def test_a_price_agreed_after_the_auction_is_the_sale_price_and_not_the_last_bid() -> None:
    agreed = [
        (lot.high_bid, lot.sale_price)
        for lot in items_of(results().page, BatLot)
        if lot.sale_price is not None and lot.sale_price != lot.high_bid
    ]
    assert agreed == [(Decimal(17250), Decimal(17500))]


def test_every_field_of_the_saved_results_lots_is_what_a_person_read() -> None:
    lots = items_of(results().page, BatLot)
    assert RESULT_LOTS.keys() == field_names(BatLot)
    assert columns_as_recorded(lots, RESULT_LOTS) == RESULT_LOTS


def test_every_field_of_the_saved_results_listings_is_what_a_person_read() -> None:
    listings = items_of(results().page, Listing)
    assert RESULT_LISTINGS.keys() == field_names(Listing)
    assert columns_as_recorded(listings, RESULT_LISTINGS) == RESULT_LISTINGS
