"""Lists of lots: the live board, the results, and the rail of other auctions beside a lot."""

# ruff: noqa: E501 -- lines of markup stand as the page has them

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tests.web.bat.lot import Lot
from tests.web.bat.markup import filler
from tests.web.bat.markup.text import esc, php_json, short_day
from tests.web.bat.money import named

ORIGIN = "https://bringatrailer.com"
RESULTS_PER_PAGE = 36
RAIL = 40  # auctions in the rail
CATEGORIES = {  # the numbers by which lists are filtered
    "Convertibles": "3",
    "Project Cars": "6",
    "Parts and Automobilia": "7",
    "Memorabilia": "8",
    "Wheels": "9",
    "Motorcycles": "10",
    "Truck & 4x4": "11",
    "Race Cars": "12",
}
_CONTINENTS = {"US": "North America", "CA": "North America", "GB": "Europe", "DE": "Europe"}


def board_page(lots: Sequence[Lot]) -> bytes:
    """The live board: all `lots` in one embedded object, and an empty card as template."""
    data = {"items": [_item(lot) for lot in lots], "locations": _locations(lots)}
    return _list_page("BaT Auctions", "auctions-current", "auctionsCurrentInitialData", data)


def results_page(lots: Sequence[Lot], page: int = 1) -> bytes:
    """A page of results, 36 of the ended `lots`, the last ended first."""
    data = {**results(lots, page, RESULTS_PER_PAGE), "locations": _locations(lots)}
    return _list_page("Auction Results", "auctions-completed", "auctionsCompletedInitialData", data)


def results(lots: Sequence[Lot], page: int, per_page: int) -> dict[str, Any]:
    """The answer of the listings filter: the items of one page and the totals."""
    first = (page - 1) * per_page
    return {
        "items": [_item(lot) for lot in lots[first : first + per_page]],
        "items_per_page": per_page,
        "items_total": len(lots),
        "page_current": page,
        "pages_total": -(-len(lots) // per_page),
    }


def rail(lots: Sequence[Lot]) -> str:
    """The rail beside a lot: other cars, their bids, ends and photos."""
    cards = "".join(_card(lot) for lot in lots[:RAIL])
    return f'<div class="sidebar"><div class="current-auctions group">\n{cards}</div></div>\n'


def _card(lot: Lot) -> str:
    end = datetime.fromtimestamp(lot.ends, UTC)
    amount = named(lot.currency, lot.high_bid) if lot.high_bid else "None"
    return f"""        <div class="current-auction  " data-pusher="post;list;{lot.bat_id}">
            <a class="current-auction-link" href="{lot.url}">
                <img width="470" height="318" src="{_image(lot)}?resize=470%2C318" class="current-auction-image wp-post-image" alt="{esc(lot.title)}" decoding="async" loading="lazy" />
                <div class="current-auction-data-holder">
                    <div class="current-auction-data-outer">
                        <div class="current-auction-data">
                            <div class="current-auction-data-inner">
                                Current Bid:
                                <br />
                                <span data-listing-current="{lot.bat_id}">{amount}</span>
                                <div class="current-auction-data-time">
                                    Ends in:                                    <br />
                                    <span data-auction-ends-id="{lot.bat_id}" data-auction-ends="{end.year}-{end.month}-{end.day}-{end:%H-%M-%S}" data-layout="{{hn}} {{hl}}, {{mn}} {{ml}}"></span>
                                </div>
                            </div>
                        </div>
                    </div>
                </div>
            </a>
        </div>
"""


def _item(lot: Lot) -> dict[str, Any]:
    live = lot.status == "live"
    amount = lot.high_bid
    sold = lot.status == "sold"
    # What was agreed after the auction stands in the words alone.
    words = f"{'Sold for' if sold else 'Bid to'} {_named(lot, lot.sale_price if sold else amount)}"
    flag = f"{ORIGIN}/wp-content/themes/bringatrailer/assets/img/countries"
    searchable = " ".join(
        [*(text for _, text in lot.groups), lot.details.number or "", lot.title, lot.place.country]
    )
    item: dict[str, Any] = {
        "active": live,
        "categories": [CATEGORIES[name] for name in lot.categories] if live else None,
        "comments": None if live else "0",
        "current_bid": amount or False,
        "current_bid_formatted": _named(lot, amount),
        "current_bid_label": "Bid:",
        "country": lot.place.country if live else None,
        "country_code": lot.place.code,
        "country_code_alpha3": lot.place.alpha3,
        "country_flag": f'<img class="countries-flags" src="{flag}/{lot.place.code.lower()}.svg" '
        f'alt="{lot.place.country}" />',
        "currency": lot.currency,
        "era": f"{lot.car.year // 10 * 10}" if live and lot.car else None,
        "excerpt": esc((lot.paragraphs[0].text or "")[:300]) + "…",
        "in_subscription": False if live else None,
        "keyword_pages": [lot.bat_id % 9_973, 1_833_000] if live else None,
        "lat": lot.place.lat if live else None,
        "lon": lot.place.lon if live else None,
        "noreserve": lot.no_reserve,
        "premium": bool(amount and amount > 100_000),
        "processing_type": None,
        "pusher": f"post;list;{lot.bat_id}",
        "repeat": not lot.appearances[-1].own,
        "searchable": searchable if live else None,
        "sold_text": ""
        if live
        else f"{words} <span> on {short_day(lot.came_to_it, century=True)} </span>",
        "thumbnail_url": f"{_image(lot)}?resize=470%2C318",
        "timestamp_end": lot.ends,
        "title": lot.title.replace("×", "&#215;").replace("″", "&#8243;"),
        "url": lot.url,
        "views": None if live else "0 Views",
        "watch_url": f"{ORIGIN}/wp-admin/admin-ajax.php?action=bat_listing_watch&listing="
        f"{lot.bat_id}",
        "watched": False,
        "watchers": None if live else "0 Watchers",
        "year": str(lot.car.year) if live and lot.car else None,
        "id": lot.bat_id,
    }
    if not live:
        item["sold_text_timestamp"] = lot.came_to_it
    return item


def _named(lot: Lot, amount: int | None) -> str:
    return "" if amount is None else named(lot.currency, amount)


def _image(lot: Lot) -> str:
    return lot.photos[0].url if lot.photos else ""


def _locations(lots: Sequence[Lot]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, str]] = {}
    for lot in lots:
        found.setdefault(_CONTINENTS[lot.place.code], {})[lot.place.code] = lot.place.country
    return [
        {
            "id": "".join(word[0] for word in continent.split())[:2],
            "title": continent,
            "countries": [{"id": code, "title": name} for code, name in countries.items()],
        }
        for continent, countries in found.items()
    ]


def _list_page(title: str, name: str, variable: str, data: dict[str, Any]) -> bytes:
    return f"""<!doctype html>
<html lang="en-US" data-pusher="general">
<head>
\t<title>{title} |  Bring a Trailer</title>
{filler.styles()}{filler.head_scripts()}</head>
<body class="page loggedout">
{filler.navigation()}<main>
    <div id="{name}-toolbar" data-bind="template: {{ name: 'listings-toolbar-tmpl' }}"></div>

    <script type='text/javascript' id='bat-theme-{name}-initial-data'>
    /* <![CDATA[ */
    var {variable} = {php_json(data)};
    /* ]]> */
    </script>

    <div class="listings-container" id="{name}-container">
    <!-- ko foreach: items -->
    <a class="listing-card bg-white-transparent" data-bind="attr: {{ href: url }}"><h3 data-bind="html: title"></h3><div class="item-results" data-bind="html: sold_text"></div></a>
    <!-- /ko -->
    </div>
</main>
{filler.foot_scripts()}</body>
</html>
""".encode()
