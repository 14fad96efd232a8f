"""Title, groups and essentials: the fields of a lot as the page states them."""

from urllib.parse import quote

from tests.web.bat.lot import Lot
from tests.web.bat.markup.result import stats
from tests.web.bat.markup.text import esc

ORIGIN = "https://bringatrailer.com"


def groups(lot: Lot) -> str:
    """Make, model, era, origin, categories and country as links."""
    items = "".join(
        f'<div class="group-item-wrap"><div class="group-item"><a class="group-link" '
        f'href="{ORIGIN}/{quote(text.lower().replace(" ", "-"))}/"><strong '
        f'class="group-title-label">{label}</strong>{esc(text)}</a></div></div>'
        for label, text in lot.groups
    )
    return f'<div class="column-groups">\n\n\t\t\t\t{items}\n\t\t\t\t</div>'


def essentials(lot: Lot) -> str:
    """The block "BaT Essentials"."""
    facts = _old_facts(lot) if lot.old_layout else _facts(lot)
    return (
        f'<div class="essentials">\n\t<h2 class="title">BaT Essentials</h2>\n\n\t{facts}'
        f'</div>\n\n<div data-pusher="post;stats;{lot.bat_id}"></div>\n<div '
        f'class="listing-actions-stats">\n{stats(lot)}\n</div>\n'
    )


def _facts(lot: Lot) -> str:
    facts = (
        f'<div class="item item-seller"><strong>Seller</strong>: {_seller(lot)}</div>'
        f"<strong>Location</strong>: {_place(lot)}"
        f'<div class="item"><strong>Listing Details</strong><ul>{_lines(lot)}</ul></div>'
        f'<div class="item additional"><strong>Private Party or Dealer</strong>: {_kind(lot)}</div>'
    )
    if lot.charges:
        facts += (
            f'<div class="item additional"><strong>Additional charges from this dealer</strong>: '
            f"{lot.charges}</div>"
        )
    if lot.checkout:
        facts += (
            f'<div class="item additional"><a href="{ORIGIN}/verified-checkout/"><strong>Bring a '
            f"Trailer Verified Checkout</strong> Available</a></div>"
        )
    if lot.lot_number is not None:
        facts += f'<div class="item"><strong>Lot</strong> #{lot.lot_number}</div>'
    return facts


def _old_facts(lot: Lot) -> str:
    """The same as it was written up to about 2021: other tags, the place inside its label."""
    css = ' class="branded-text"'
    number = f"<b>Lot</b> #{lot.lot_number}" if lot.lot_number is not None else ""
    return (
        f'<div class="item"><b>Seller</b>: {_seller(lot)}</div>'
        f"<b>Location: {_place(lot, css)}</b>"
        f'<div class="item"><b>Listing Details</b><ul>{_lines(lot)}</ul></div>'
        f'<div class="item additional">Private Party or Dealer: {_kind(lot)}</div>'
        f"{number}"
    )


def _seller(lot: Lot) -> str:
    return (
        f'<a href="{lot.seller.url}" '
        f'target="_blank">{esc(lot.seller.name)}</a> <a class="button button-notransform '
        f'poppable-link" href="{ORIGIN}/account/login/?redirect=aHR0cHM6Ly9icmluZ2F0" '
        f'data-watched="no" id="button-notifications" role="button"><span class="bell-icon"></span>'
        f"</a>"
    )


def _place(lot: Lot, attributes: str = "") -> str:
    address = f"https://www.google.com/maps/place/{quote(lot.place.text)}"
    return f'<a{attributes} href="{address}" target="_blank">{esc(lot.place.text)}</a>'


def _kind(lot: Lot) -> str:
    return "Dealer" if lot.seller_type == "dealer" else "Private Party"


def _lines(lot: Lot) -> str:
    number = lot.details.number
    chassis = ""
    if number == "Withheld":
        chassis = "<li>Chassis: Withheld</li>"
    elif number:
        chassis = (
            f'<li>Chassis: <a href="https://www.google.com/search?q={number}" target="_blank">'
            f"{number}</a></li>"
        )
    return chassis + "".join(
        f"<li>{esc(line).replace('&quot;', chr(34))}</li>" for line in lot.details.lines
    )
