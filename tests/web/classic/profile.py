"""The profile page of one seller, with its cars."""

from collections.abc import Sequence
from html import escape

from crawler.items import Business
from tests.web.classic.card import auction_card, rail, search_card
from tests.web.classic.layout import page
from tests.web.classic.listed_car import ListedCar
from tests.web.classic.seller import Facts

CARS_A_PAGE = 24
_WORDS = {"dealer": "Dealer", "auction_house": "Auction House", "other": "Marketplace"}
_STATUSES = ("forsale", "sold")


def profile_page(
    seller: Facts, cars: Sequence[ListedCar], others: Sequence[ListedCar], query: dict[str, str]
) -> str | None:
    """The page, with only the fields that the seller has; None past the end of a list.

    Its query chooses the list: status=forsale (as without one) or status=sold, and page=N.
    """
    listed = _list(seller, cars, query)
    if listed is None:
        return None
    business = seller.business
    lines = seller.address_lines
    link = seller.website_link
    parts = [
        # The first link that leads away is a partner's, not the seller's.
        '<a href="https://partner.example/insurance">Insure your classic</a>',
        f'<img src="/static/cover.jpg" alt="cover"><h1>{escape(business.business_name)}</h1>',
        f'<img class="object-fit" src="{business.logo_url}?w=120" alt="logo">'
        if business.logo_url
        else "",
        f"<dl>{_fields(business)}</dl>",
        f"<address>{'<br>'.join(escape(line) for line in lines)}</address>" if lines else "",
        f'<a href="tel:+1{business.phone}">{business.phone}</a>' if business.phone else "",
        _email(business.email) if business.email else "",
        f'<a href="{escape(link)}" rel="nofollow" aria-label="Visit website">language</a>'
        if link
        else "",
        _member(business.bat_username) if business.bat_username else "",
        f'<div class="description"><p>{escape(business.description)}</p></div>'
        if business.description
        else "",
        listed,
        rail("Recommended for you", others),
    ]
    return page(business.business_name, "".join(parts))


def lists(cars: Sequence[ListedCar]) -> dict[str, list[ListedCar]]:
    """The seller's two lists, by the names of their links: what is for sale, and what was."""
    return {
        "forsale": [one for one in cars if one.status == "for_sale"],
        "sold": [one for one in cars if one.status != "for_sale"],
    }


def _list(seller: Facts, cars: Sequence[ListedCar], query: dict[str, str]) -> str | None:
    status, text = query.get("status", "forsale"), query.get("page", "1")
    if status not in _STATUSES or not text.isdecimal():
        return None
    path = (seller.business.profile_url or "").removeprefix("https://www.classic.com")
    tabs = "".join(
        f'<a href="{path}?status={name}">{name}</a>' for name, shown in lists(cars).items() if shown
    )
    shown, number = lists(cars)[status], int(text)
    last = max(1, -(-len(shown) // CARS_A_PAGE))
    if not 1 <= number <= last:
        return None
    if not shown:
        return f"<h2>Cars</h2>{tabs}<p>No listings found.</p>"
    here = shown[(number - 1) * CARS_A_PAGE : number * CARS_A_PAGE]
    name = seller.business.business_name
    tiles = "".join(
        auction_card(one, 100 + i)
        if seller.business.business_type == "auction_house"
        else search_card(one, path, name)
        for i, one in enumerate(here)
    )
    # The arrow stands on the last page, too, where it leads nowhere.
    arrow = f"{path}?status={status}&amp;page={number + 1}" if number < last else "#"
    pager = f'<p><span>{number} / {last}</span><a href="{arrow}">chevron_right</a></p>'
    return f'<h2>Cars</h2>{tabs}<div id="search_live">{tiles}</div>{pager}'


def _fields(business: Business) -> str:
    fields = []
    if business.business_type:
        fields.append(("Type", _WORDS[business.business_type]))
    if business.license_number:
        fields.append(("License Number", business.license_number))
    rows = "".join(f"<dt>{k}</dt><dd>{escape(v)}</dd>" for k, v in fields)
    tags = "".join(f"<li>{escape(one)}</li>" for one in business.specialities)
    return f"{rows}<dt>Specialties</dt><dd><ul>{tags}</ul></dd>" if tags else rows


def _member(username: str) -> str:
    url = f"https://bringatrailer.com/member/{username.title()}/"
    return f'<a href="{url}">Our auctions</a><a href="{url}?tab=sold">Past ones</a>'


def _email(email: str) -> str:
    """Hidden from robots as Cloudflare does it, for every second letter count."""
    if len(email) % 2:
        return f'<a href="mailto:{email}">{email}</a>'
    key = 0x5A
    hidden = bytes([key, *(byte ^ key for byte in email.encode())]).hex()
    return (
        '<a href="/cdn-cgi/l/email-protection" class="__cf_email__" '
        f'data-cfemail="{hidden}">[email&#160;protected]</a>'
    )
