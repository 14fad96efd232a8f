"""A lot's page in other words and forms."""

import json
import re
from collections.abc import Callable
from typing import Any

from crawler.items import BatLot
from tests.pages.bat_lot import fixture, names
from tests.pages.saved import saved_page

SAVED = ("listing-sold", "listing-live", "listing-reserve-not-met")

PAGES = (*names(), *SAVED)


def page(name: str) -> str:
    if name in SAVED:
        return saved_page(f"bringatrailer/{name}.html")
    return fixture(name)


def lines_of(html: str) -> tuple[re.Match[str], dict[str, Any]]:
    found = re.search(r"^var BAT_VMS = (\{.*\});$", html, re.MULTILINE)
    assert found
    return found, json.loads(found[1])


def with_lines(html: str, change: Callable[[list[dict[str, Any]]], None]) -> str:
    """`html` after `change` was made to the lines of its thread."""
    found, vms = lines_of(html)
    change(vms["comments"])
    return html[: found.start(1)] + json.dumps(vms) + html[found.end(1) :]


def without_line(html: str) -> str:
    return html.replace('"type": "bat-bid-reserve"', '"type": "comment"')


def money(lot: BatLot) -> dict[str, object]:
    return {
        "sale_price": lot.sale_price,
        "currency": lot.currency,
        "high_bid": lot.high_bid,
        "current_bid": lot.current_bid,
        "buyer_username": lot.buyer_username,
        "buyer_id": lot.buyer_id,
    }
