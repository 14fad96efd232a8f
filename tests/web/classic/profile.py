"""The profile page of one seller."""

from html import escape

from tests.web.classic.layout import page
from tests.web.classic.seller import Facts

_WORDS = {"dealer": "Dealer", "auction_house": "Auction House", "other": "Marketplace"}


def profile_page(seller: Facts) -> str:
    """The page, with only the fields that the seller has."""
    business = seller.business
    fields = []
    if business.business_type:
        fields.append(("Type", _WORDS[business.business_type]))
    if business.license_number:
        fields.append(("License Number", business.license_number))
    rows = "".join(f"<dt>{k}</dt><dd>{escape(v)}</dd>" for k, v in fields)
    lines = seller.address_lines
    address = "<br>".join(escape(line) for line in lines)
    link = seller.website_link
    parts = [
        # The first link that leads away is a partner's, not the seller's.
        '<a href="https://partner.example/insurance">Insure your classic</a>',
        f'<img src="/static/cover.jpg" alt="cover"><h1>{escape(business.business_name)}</h1>',
        f'<img class="object-fit" src="{business.logo_url}?w=120" alt="logo">'
        if business.logo_url
        else "",
        f"<dl>{rows}</dl>",
        f"<address>{address}</address>" if lines else "",
        f'<a href="tel:+1{business.phone}">{business.phone}</a>' if business.phone else "",
        _email(business.email) if business.email else "",
        f'<a href="{escape(link)}" rel="nofollow" aria-label="Visit website">language</a>'
        if link
        else "",
        f'<div class="description"><p>{escape(business.description)}</p></div>'
        if business.description
        else "",
        '<h2>Cars</h2><a href="/veh/1962-nothing-special-aB3dE5f/">1962 Nothing Special</a>',
    ]
    return page(business.business_name, "".join(parts))


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
