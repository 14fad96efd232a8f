"""Bring a Trailer: a lot's page, read to the last comment, and the board of the live lots.

All of a lot is in the page's own HTML: essentials and result as markup, gallery and thread as JSON.
"""

from crawler.pages.bring_a_trailer.address import BOARD_URL, HOST, canonical_lot_url
from crawler.pages.bring_a_trailer.board import read_board
from crawler.pages.bring_a_trailer.lot import read_lot

__all__ = ["BOARD_URL", "HOST", "canonical_lot_url", "read_board", "read_lot"]
