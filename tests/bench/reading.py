"""Reading a lot's page, beside what parsing its HTML alone takes."""

import time
from collections.abc import Callable
from statistics import median

from parsel import Selector

from crawler.items import BatComment
from crawler.pages.bring_a_trailer import read_lot
from tests.bench.figure import Figure
from tests.web.bat.site import HOST, BringATrailer

# A page is read completely, thread and all, in the time in which others parse it twice.
_AT_MOST = 2


def _milliseconds(step: Callable[[], object]) -> float:
    # The processor's, of this thread: a busy machine interrupts the longer step more often.
    began = time.thread_time()
    step()
    return (time.thread_time() - began) * 1000


def _page(photos: int, comments: int) -> tuple[str, str]:
    """A sold lot's page and its URL."""
    site = BringATrailer(
        7, now=1.8e9, live=0, ended=7, photos=(photos, photos), comments=(comments, comments)
    )
    lot = site.lots[6]  # those before it are special cases
    return site.answer(HOST, f"/listing/{lot.slug}/", {}).body.decode(), lot.url


def run(quick: bool) -> list[Figure]:
    """Milliseconds a page: everything read, in turns with parsel's Selector made of it."""
    figures = []
    for photos, comments, rounds in ((360, 20, 31), (150, 2_000, 11)):
        html, url = _page(photos, comments)
        ours, bare = [], []
        for _ in range(3 if quick else rounds):
            ours.append(_milliseconds(lambda: read_lot(html, url)))  # noqa: B023
            bare.append(_milliseconds(lambda: Selector(text=html)))  # noqa: B023
        read = [item for item in read_lot(html, url).items if isinstance(item, BatComment)]
        figures.append(
            Figure(
                name=f"reading, {comments} comments",
                value=median(ours),
                unit="ms",
                reference=median(bare),
                against="parsel.Selector(text)",
                at_most=_AT_MOST,
                details={"kB a page": len(html) / 1000, "comments read": len(read)},
            )
        )
    return figures
