"""The page of one car."""

import json
from collections.abc import Sequence
from html import escape

from tests.web.classic.card import rail
from tests.web.classic.layout import page
from tests.web.classic.listed_car import ListedCar, mileage_text
from tests.web.classic.seller import Facts

FILL_AFTER_MS = 50


def vehicle_page(
    one: ListedCar, seller: Facts, others: Sequence[ListedCar], *, hydrated: bool
) -> str:
    """The page, with other cars around it. hydrated: the first HTML has an empty box of specs,
    which a script fills from JSON in the page."""
    pairs = _specs(one)
    box = "" if hydrated else "".join(_pair(name, value) for name, value in pairs)
    title = escape(one.car.title)
    source = one.source_url
    parts = [
        f'<a href="{one.path}">{title}</a>',
        _gallery(one, seller),
        f"<h1>{title}</h1>",
        f"<p>VIN: {one.number}</p>" if one.number else "",
        f'<div class="flex">{_line(one)}<span>by</span>'
        f'<a href="{_path(seller)}">{escape(seller.business.business_name)}</a>'
        "<span>Verified Seller</span><span>Mar 19, 2026</span></div>",
        f'<div><i class="material-icons">location_on</i><span>{escape(one.location)}</span></div>'
        if one.location
        else "",
        f'<div class="description"><p>{escape(one.description)}</p></div>'
        if one.description
        else "",
        f'<section><h2>Specs</h2><div id="specs">{box}</div></section>',
        _script(pairs) if hydrated else "",
        f'<a href="{escape(source)}?utm_source=classic.com" rel="nofollow">View Source</a>'
        if source
        else "",
        "<section><h3>Sales history</h3>"
        "<div><span>Mar 19, 2019</span><span>Sold</span><span>for $1,234,500</span></div>"
        "<div><span>Jan 2, 2009</span><span>Not Sold</span><span>$999,000</span></div></section>",
        "<div><span>Mar 19, 2012</span><span>Sold</span><span>at <a href='/s/x-1234567/'>A House"
        "</a></span><span>for $77,700</span></div>",
        rail("Similar vehicles", others),
    ]
    number = f" VIN: {one.number}" if one.number else ""
    preview = "".join(
        f'<meta property="og:image" content="{url}?w=1200&amp;h=676&amp;fit=crop">'
        for url in one.photo_urls[:1]
    )
    return page(f"{one.car.title}{number}", "".join(parts), head=preview)


def _line(one: ListedCar) -> str:
    """The status line in the four ways that pages word it."""
    price = f"<span>{escape(one.price_text)}</span>"
    words = {
        "for_sale": "For Sale",
        "sold": "Sold",
        "reserve_not_met": "Not Sold",
        "ended": "Last Asking",
    }[one.status]
    return f'<span class="uppercase">{words}</span>{price}'


def _specs(one: ListedCar) -> list[tuple[str, str]]:
    car = one.car
    stated = {
        "Engine": ("engine", car.engine),
        "Transmission": ("transmission", car.transmission),
        "Drive Type": ("drivetrain", car.drivetrain),
        "Mileage": ("mileage", mileage_text(car)),
        "VIN": ("vin", one.number or "-"),
        "Body Style": ("body_style", car.body_style),
        "Ext. Color Group": ("exterior_color", car.exterior_color),
        "Int. Color Group": ("interior_color", car.interior_color),
    }
    return [
        ("Year", str(car.year)),
        ("Make", car.make),
        ("Model Family", car.model),
        ("Model Generation", "-"),
        ("Model Variant", car.trim or "-"),
        ("Model Trim", "-"),
        ("Originality", "Original & Highly Original"),
        ("Doors", "2 Doors"),
        ("Driver Side", "Left Hand Drive"),
        *((label, "-" if name in one.left_out else text) for label, (name, text) in stated.items()),
    ]


def _pair(name: str, value: str) -> str:
    return f"<div><div>{name}</div><div>{escape(value)}</div></div>"


def _gallery(one: ListedCar, seller: Facts) -> str:
    """Each photo large and as a thumbnail, the seller's logo between them."""
    logo = seller.business.logo_url
    large = "".join(f'<img src="{url}?w=1200&amp;fit=crop" alt="">' for url in one.photo_urls)
    small = "".join(
        f'<img data-src="{url}?w=120" srcset="{url}?w=120 1x, {url}?w=240 2x" alt="">'
        for url in one.photo_urls
    )
    return (
        f'<div class="gallery">{large}<img src="{logo or "/static/logo.png"}?w=90" alt="logo">'
        f"{small}</div>"
    )


def _script(pairs: list[tuple[str, str]]) -> str:
    data = json.dumps(dict(pairs)).replace("</", "<\\/")
    return (
        f'<script type="application/json" id="spec-data">{data}</script><script>'
        "setTimeout(function () {"
        'var data = JSON.parse(document.getElementById("spec-data").textContent);'
        'var box = document.getElementById("specs");'
        "Object.keys(data).forEach(function (name) {"
        'var pair = document.createElement("div");'
        "[name, data[name]].forEach(function (text) {"
        'var cell = document.createElement("div"); cell.textContent = text;'
        "pair.appendChild(cell); }); box.appendChild(pair); });"
        f"}}, {FILL_AFTER_MS});</script>"
    )


def _path(seller: Facts) -> str:
    return (seller.business.profile_url or "").removeprefix("https://www.classic.com")
