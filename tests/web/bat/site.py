"""Bring a Trailer's pages by path, and the truth about them."""

import json
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from tests.web.bat.board import board_page, rail, results, results_page
from tests.web.bat.lot import Lot
from tests.web.bat.lots import make_lots
from tests.web.bat.markup.page import lot_page
from tests.web.bat.thread import make_thread
from tests.web.bat.truth import lot_truth
from tests.web.pages import Page, moved, not_found, robots

HOST = "bringatrailer.com"
CLOSED = ("/wp-admin/", "/message/", "/member/", "/account/", "/search/")  # to robots


class BringATrailer:
    """The site: every lot's page, the live board, the results."""

    hosts: tuple[str, ...] = (HOST, f"www.{HOST}")

    def __init__(
        self,
        seed: int,
        *,
        now: float,
        crawl_delay: float = 1.0,
        live: int = 120,
        ended: int = 80,
        photos: tuple[int, int] = (20, 400),
        comments: tuple[int, int] = (5, 600),
    ) -> None:
        """`now` in unix seconds; `live` and `ended` are numbers of lots, the ranges are a lot's."""
        self.crawl_delay = crawl_delay
        self.lots: list[Lot] = make_lots(
            seed, now=now, live=live, ended=ended, photos=photos, comments=comments
        )
        self.live = sorted((lot for lot in self.lots if lot.status == "live"), key=_end)
        self.ended = sorted(
            (lot for lot in self.lots if lot.status in ("sold", "reserve_not_met")),
            key=_end,
            reverse=True,
        )
        self._by_path = {f"/listing/{lot.slug}/": lot for lot in self.lots}

    @cached_property
    def _rail(self) -> str:
        return rail(self.live)

    def answer(self, host: str, path: str, query: dict[str, str]) -> Page:
        """The page at `path`; `www.` and paths without their slash are redirected."""
        if path == "/robots.txt":
            return self._robots()
        if host != HOST:
            asked = f"?{urlencode(query)}" if query else ""
            return moved(f"https://{HOST}{path}{asked}")
        if lot := self._by_path.get(path):
            others = [other for other in self.live if other is not lot]
            rail_markup = self._rail if len(others) == len(self.live) else rail(others)
            return Page(body=lot_page(lot, make_thread(lot), rail_markup))
        if path == "/auctions/":
            return Page(body=board_page(self.live))
        if path == "/auctions/results/":
            return Page(body=results_page(self.ended))
        if path == "/wp-json/bringatrailer/1.0/data/listings-filter":
            return self._filtered(query)
        if path == "/":
            return Page(
                body=b"<!doctype html><html><head><title>Bring a Trailer</title></head></html>"
            )
        if f"{path}/" in self._by_path or path in ("/auctions", "/auctions/results"):
            return moved(f"https://{HOST}{path}/")
        return not_found(host, path)

    def truth(self) -> dict[str, list[dict[str, Any]]]:
        """What the pages of all lots state, as rows by table name."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for lot in self.lots:
            for table, found in lot_truth(lot, make_thread(lot)).items():
                rows.setdefault(table, []).extend(found)
        return rows

    def _robots(self) -> Page:
        disallowed = [f"Disallow: {path}" for path in CLOSED]
        return robots("User-agent: *", f"Crawl-delay: {self.crawl_delay:g}", *disallowed)

    def _filtered(self, query: dict[str, str]) -> Page:
        page, per_page = query.get("page", "1"), query.get("per_page", "36")
        if not (page.isdigit() and per_page.isdigit() and 1 <= int(per_page) <= 60 and int(page)):
            return Page(400, b'{"code":"rest_invalid_param"}', "application/json")
        data = results(self.ended, int(page), int(per_page))
        return Page(body=json.dumps(data).encode(), content_type="application/json")


def _end(lot: Lot) -> int:
    return lot.ends
