"""The block of the car's auctions: this one and those before and after it."""

from tests.web.bat.appearance import Appearance
from tests.web.bat.lot import Lot
from tests.web.bat.markup.text import day, esc
from tests.web.bat.money import named

_LONG_AGO = 365 * 86_400  # seconds: what ended before that long has a time for a script to write


def history(lot: Lot) -> str:
    """The block, the newest auction first."""
    items = "".join(_item(lot, appearance) for appearance in lot.appearances)
    return (
        f'<div class="history">\n        <h2 class="title">\n            <span>\n                '
        f"BaT History                <small>({len(lot.appearances)})</small>\n            </span>\n"
        f'        </h2>\n        <div class="content">\n{_watch(lot)}            <div '
        f'class="items">\n{items}            </div>\n        </div>\n    </div>\n'
    )


def _item(lot: Lot, appearance: Appearance) -> str:
    title = esc(appearance.title)
    image = lot.photos[0].url if lot.photos else ""
    identifier = ""
    if appearance.own:
        active = "active " if appearance.status == "live" else ""
        identifier = f'<div class="{active}identifier">This Listing</div>'
    return (
        f'<a href="{appearance.url}" class="item{" current" if appearance.own else ""}" '
        f'title="{title}" target="_blank">\n    <div class="thumbnail">\n        <img width="144" '
        f'height="96" src="{image}?fit=144%2C96" class="attachment-media-block" alt="{title}" '
        f'loading="lazy" />    </div>\n    <div class="message">\n        {identifier}'
        f"<em>{_words(appearance)}</em>{_day(lot, appearance)}    </div>\n</a>\n"
    )


def _words(appearance: Appearance) -> str:
    seller = f"<strong>{esc(appearance.seller)}</strong>"
    amount = f"<strong>{named(appearance.currency, appearance.amount or 0)}.00</strong>"
    if appearance.status == "sold":
        buyer = f"<strong>{esc(appearance.buyer or '')}</strong>"
        return f"Sold by {seller} to {buyer} for {amount}"
    if appearance.status == "reserve_not_met":
        return f"Listed by {seller}, bid to {amount}"
    return f"Listed by {seller}" + (", withdrawn" if appearance.status == "withdrawn" else "")


def _day(lot: Lot, appearance: Appearance) -> str:
    if appearance.ended is None:
        return ""
    shown = day(appearance.ended)
    if lot.now - appearance.ended > _LONG_AGO:
        shown = (
            f'<span class="date-localize" data-timestamp="{appearance.ended}" '
            f'data-format="LL">{shown}</span>'
        )
    return f"<br />{shown}"


def _watch(lot: Lot) -> str:
    if lot.status == "live":
        return ""
    return (
        f'            <a class="history-watch ajax-link" href="https://bringatrailer.com/wp-admin/'
        f'admin-ajax.php?action=bat_listing_watch&#038;listing={lot.bat_id}"><span class="icon">'
        f'</span><span class="history-watch-text">Tell me if this is listed again</span></a>\n'
    )
