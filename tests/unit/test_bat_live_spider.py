"""The live board's spider: which lots it imports first."""

from datetime import UTC, datetime
from pathlib import Path

from crawler.items import BatLot
from crawler.outcomes import BoardRead
from crawler.pages.bring_a_trailer import BOARD_URL
from crawler.spiders.bat_live import BatLiveSpider

BOARD = Path(__file__).parents[1] / "pages" / "fixtures" / "bat-board.html"


def test_lots_of_the_board_are_imported_in_the_order_of_their_ends() -> None:
    spider = BatLiveSpider()
    html = BOARD.read_text(encoding="utf-8")
    (read,) = spider.outcomes(html, BOARD_URL, asked_at=datetime(2026, 5, 4, tzinfo=UTC))
    assert isinstance(read, BoardRead)
    ends = {lot.url: lot.ends_at for lot in read.page.items if isinstance(lot, BatLot)}
    times = [ends[url] for url in spider.on_board]
    assert len(times) == len(ends) > 2
    assert times == sorted(filter(None, ends.values()))
    assert spider.on_board != list(ends), "the fixture's board is in that order by itself"
