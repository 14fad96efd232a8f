"""Bring a Trailer's pages by path, and the truth about them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.web.bat.board import CATEGORIES, board_page, rail, results, results_page
from tests.web.bat.lot import Lot
from tests.web.bat.lots import Sizes, make_lots
from tests.web.bat.markup.page import lot_page
from tests.web.bat.thread import make_thread
from tests.web.bat.truth import site_truth
from tests.web.pages import Page, moved, not_found, robots

HOST = "bringatrailer.com"
CLOSED = ("/wp-admin/", "/message/", "/member/", "/account/", "/search/")  # to robots

ENDED = ("sold", "reserve_not_met")
STATES = {"": ENDED, "sold": ("sold",), "unsold": ("reserve_not_met",)}  # of the listings filter
SORTS = {"td": 1, "ta": -1}  # by time, descending or ascending
REFUSED = Page(400, b'{"code":"rest_invalid_param"}', "application/json")


class BringATrailer:
    """The site: every lot's page, the live board, the results."""

    hosts: tuple[str, ...] = (HOST, f"www.{HOST}")

    def __init__(
        self,
        seed: int,
        *,
        now: float,
        clock: Callable[[], float] | None = None,
        crawl_delay: float = 1.0,
        live: int = 120,
        ended: int = 80,
        opening: int = 60,
        photos: tuple[int, int] = (20, 400),
        comments: tuple[int, int] = (5, 600),
        result_limit: int = 10_000,
    ) -> None:
        """`now`, unix seconds, is the moment at which `live` lots run, `ended` ones have ended,
        and `opening` ones are yet to be published; the ranges are a lot's. `clock` tells the
        present, which without one is `now` for ever. No query of the results gives a page that
        begins beyond `result_limit` records.
        """
        self.crawl_delay = crawl_delay
        self.result_limit = result_limit
        sizes = Sizes(live=live, ended=ended, opening=opening, photos=photos, comments=comments)
        self.all_lots = make_lots(seed, now=int(now), sizes=sizes)
        self._clock = clock or (lambda: now)
        self._by_path = {f"/listing/{lot.slug}/": lot for lot in self.all_lots}
        self._state = Lists.at(self.all_lots, int(now))

    @property
    def lists(self) -> "Lists":
        """All lots as they stand at present."""
        now = int(self._clock())
        if self._state.now != now:
            self._state = Lists.at(self.all_lots, now)
        return self._state

    @property
    def lots(self) -> list[Lot]:
        """The lots that are published, as they stand at present."""
        return self.lists.lots

    def answer(self, host: str, path: str, query: dict[str, str]) -> Page:
        """The page at `path`; `www.` and paths without their slash are redirected."""
        if path == "/robots.txt":
            return self._robots()
        if host != HOST:
            asked = f"?{urlencode(query)}" if query else ""
            return moved(f"https://{HOST}{path}{asked}")
        lists = self.lists
        if known := self._by_path.get(path):
            lot = known.at(lists.now)
            return self._lot(lot, lists) if lot else not_found(host, path)
        if path == "/auctions/":
            return Page(body=board_page(lists.live))
        if path == "/auctions/results/":
            return Page(body=results_page(lists.ended))
        if path == "/wp-json/bringatrailer/1.0/data/listings-filter":
            return self._filtered(lists, query)
        if path == "/":
            return Page(
                body=b"<!doctype html><html><head><title>Bring a Trailer</title></head></html>"
            )
        bare = self._by_path.get(f"{path}/")
        if (bare and bare.at(lists.now)) or path in ("/auctions", "/auctions/results"):
            return moved(f"https://{HOST}{path}/")
        return not_found(host, path)

    def truth(self) -> dict[str, list[dict[str, Any]]]:
        """What the pages of all published lots state at present, as rows by table name."""
        return site_truth((lot, make_thread(lot)) for lot in self.lists.lots)

    def _lot(self, lot: Lot, lists: "Lists") -> Page:
        others = lists.live
        if lot.status == "live":
            others = [other for other in others if other.url != lot.url]
        return Page(body=lot_page(lot, make_thread(lot), rail(others)))

    def _robots(self) -> Page:
        disallowed = [f"Disallow: {path}" for path in CLOSED]
        return robots("User-agent: *", f"Crawl-delay: {self.crawl_delay:g}", *disallowed)

    def _filtered(self, lists: "Lists", query: dict[str, str]) -> Page:
        page, per_page = query.get("page", "1"), query.get("per_page", "36")
        state, sort = query.get("state", ""), query.get("sort", "td")
        if not (page.isdigit() and per_page.isdigit() and 1 <= int(per_page) <= 60 and int(page)):
            return REFUSED
        if state not in STATES or sort not in SORTS:
            return REFUSED
        if (int(page) - 1) * int(per_page) >= self.result_limit:
            return REFUSED
        found = [lot for lot in lists.ended if lot.status in STATES[state]]
        if category := query.get("category"):
            found = [
                lot for lot in found if category in (CATEGORIES[name] for name in lot.categories)
            ]
        data = results(found[:: SORTS[sort]], int(page), int(per_page))
        return Page(body=json.dumps(data).encode(), content_type="application/json")


@dataclass(frozen=True)
class Lists:
    """The published lots at `now`: all, those on the board by their end, and the results, the
    last ended first. A withdrawn lot is in neither list."""

    now: int
    lots: list[Lot]
    live: list[Lot]
    ended: list[Lot]

    @classmethod
    def at(cls, lots: Iterable[Lot], now: int) -> "Lists":
        """The lists of `lots` at `now`."""
        shown = [shown for lot in lots if (shown := lot.at(now))]
        return cls(
            now,
            shown,
            sorted((lot for lot in shown if lot.status == "live"), key=_end),
            sorted((lot for lot in shown if lot.status in ENDED), key=_end, reverse=True),
        )


def _end(lot: Lot) -> int:
    return lot.ends
