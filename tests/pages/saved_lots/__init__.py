"""The expected records of real saved lot pages, read off the pages by hand."""

from tests.pages.saved_lots.live import LIVE
from tests.pages.saved_lots.reserve_not_met import RESERVE_NOT_MET
from tests.pages.saved_lots.sold import SOLD

SAVED_LOTS = (SOLD, LIVE, RESERVE_NOT_MET)

__all__ = ["LIVE", "RESERVE_NOT_MET", "SAVED_LOTS", "SOLD"]
