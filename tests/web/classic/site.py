"""Classic.com: a directory of sellers in both of its layouts, and a profile for each."""

import random
from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from typing import Any

from tests.web.classic.layout import page
from tests.web.classic.profile import profile_page
from tests.web.classic.seller import Facts, dealer, other
from tests.web.dealers.stock import DealerFacts
from tests.web.pages import Page, moved, not_found, robots

HOST = "www.classic.com"
SELLERS_A_PAGE = 20
_FILTERS = {"all": None, "dealers": "dealer", "auction_houses": "auction_house"}
_WORDS = {"dealer": "Dealer", "auction_house": "Auction House", "other": "Marketplace"}


class ClassicSite:
    """`sellers` sellers, the first of them `dealers` with their sites; about a quarter are auction
    houses. Page 2 of a list is a grid of cards, the others are tables."""

    hosts: tuple[str, ...] = (HOST, "classic.com")

    def __init__(
        self,
        seed: int,
        *,
        sellers: int = 60,
        dealers: Sequence[DealerFacts],
        crawl_delay: float = 1.0,
    ) -> None:
        rng = random.Random(f"classic {seed}")
        self._crawl_delay = crawl_delay
        self._sellers: list[Facts] = [dealer(rng, facts, i) for i, facts in enumerate(dealers)]
        self._sellers += [other(rng, i) for i in range(sellers - len(dealers))]
        self._by_path = {_path(seller): seller for seller in self._sellers}

    def answer(self, host: str, path: str, query: dict[str, str]) -> Page:
        """The directory, a profile, robots.txt; 404 for anything else, also past the last page."""
        if host != HOST:
            tail = "?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""
            return moved(f"https://{HOST}{path}{tail}")
        if path == "/robots.txt":
            delay = f"Crawl-delay: {self._crawl_delay:g}"
            return robots("User-agent: *", "Disallow: /admin/", "Allow: /", delay)
        if path == "/data":
            return self._directory(host, query)
        if path + "/" in self._by_path:
            return moved(f"https://{HOST}{path}/")
        seller = self._by_path.get(path)
        return Page(body=profile_page(seller).encode()) if seller else not_found(host, path)

    def truth(self) -> dict[str, list[dict[str, Any]]]:
        """Rows of classic_sellers and of businesses (with the platform of their sites)."""
        return {
            "classic_sellers": [
                {
                    "profile_url": seller.business.profile_url,
                    "name": seller.business.business_name,
                    "business_type": seller.business.business_type,
                }
                for seller in self._sellers
            ],
            "businesses": [
                asdict(seller.business) | {"platform": seller.platform} for seller in self._sellers
            ],
        }

    def _directory(self, host: str, query: dict[str, str]) -> Page:
        filter, text = query.get("filter", "all"), query.get("page", "1")
        if filter not in _FILTERS or not text.isdecimal():
            return not_found(host, "/data")
        wanted = _FILTERS[filter]
        listed = [s for s in self._sellers if wanted in (None, s.business.business_type)]
        number, last = int(text), max(1, -(-len(listed) // SELLERS_A_PAGE))
        if not 1 <= number <= last:
            return not_found(host, "/data")
        shown = listed[(number - 1) * SELLERS_A_PAGE : number * SELLERS_A_PAGE]
        body = _grid(shown) if number == 2 else _table(shown)
        next_link = (
            f'<a href="/data?filter={filter}&amp;page={number + 1}">chevron_right</a>'
            if number < last
            else ""
        )
        return Page(
            body=page(
                "Directory", f"<h1>Directory</h1>{body}<p><b>{number} / {last}</b>{next_link}</p>"
            ).encode()
        )


def _path(seller: Facts) -> str:
    return (seller.business.profile_url or "").removeprefix(f"https://{HOST}")


def _table(sellers: list[Facts]) -> str:
    rows = "".join(
        f'<tr><td><a href="{_path(s)}"><img src="/static/flag.png" alt="flag"></a>'
        f'<a href="{_path(s)}">{escape(s.business.business_name)}</a></td>'
        f"<td>{_WORDS.get(s.business.business_type or '', '-')}</td><td>{s.listings}</td></tr>"
        for s in sellers
    )
    return f"<table><tr><th>Name</th><th>Type</th><th>Listings</th></tr>{rows}</table>"


def _grid(sellers: list[Facts]) -> str:
    cards = "".join(
        f'<a href="{_path(s)}"><img src="/static/card.png" alt="{name}"><h3>{name}</h3>'
        f"<span>{_WORDS.get(s.business.business_type or '', '')}</span></a>"
        for s in sellers
        for name in [escape(s.business.business_name)]
    )
    return f'<div class="grid">{cards}</div>'
