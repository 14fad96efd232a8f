"""Bring a Trailer: a lot's page, read to the last comment, the board of the live lots, and the
results of those that ended.

All of a lot is in the page's own HTML: essentials and result as markup, gallery and thread as JSON.
"""

from crawler.pages.bring_a_trailer.address import BOARD_URL, HOST, canonical_lot_url
from crawler.pages.bring_a_trailer.board import read_board
from crawler.pages.bring_a_trailer.lot import read_lot
from crawler.pages.bring_a_trailer.member import linked_member
from crawler.pages.bring_a_trailer.results import (
    FILTER_PATH,
    RESULT_STATES,
    RESULTS_PER_PAGE,
    RESULTS_URL,
    ResultsPage,
    filter_url,
    read_results,
)

__all__ = [
    "BOARD_URL",
    "FILTER_PATH",
    "HOST",
    "RESULTS_PER_PAGE",
    "RESULTS_URL",
    "RESULT_STATES",
    "ResultsPage",
    "canonical_lot_url",
    "filter_url",
    "linked_member",
    "read_board",
    "read_lot",
    "read_results",
]
