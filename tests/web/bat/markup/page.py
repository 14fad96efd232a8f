"""The page of one lot, from its head to the script that holds the thread."""

# ruff: noqa: E501 -- lines of markup stand as the page has them

import html
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tests.web.bat.lot import Lot
from tests.web.bat.markup import filler
from tests.web.bat.markup.essentials import ORIGIN, essentials, groups
from tests.web.bat.markup.history import history
from tests.web.bat.markup.result import bid_box, price, status_line
from tests.web.bat.markup.text import day, esc, php_json
from tests.web.bat.markup.thread import thread_script
from tests.web.bat.thread import Entry

LANGUAGES = ("de", "es", "it", "nl")


def lot_page(lot: Lot, thread: Sequence[Entry], sidebar: str) -> bytes:
    """The whole page; `sidebar` is the rail of other auctions."""
    return "".join(
        (
            _head(lot),
            _intro(lot),
            _content(lot),
            bid_box(lot),
            _comments_header(lot),
            filler.modals(),
            filler.templates(),
            '</div>\n<div class="column column-right column-right-force column-flex-right">\n',
            essentials(lot),
            "<hr />\n",
            history(lot),
            sidebar,
            filler.calendar(),
            "</div></div></div></main>\n",
            filler.foot_scripts(),
            thread_script(lot, thread),
            "</body>\n</html>\n",
        )
    ).encode()


def _head(lot: Lot) -> str:
    title, shown = esc(lot.title), esc(lot.shown_title)
    image = lot.photos[0].url if lot.photos else ""
    number = f" (Lot #{lot.lot_number:,})" if lot.lot_number is not None else ""
    published = f"{datetime.fromtimestamp(lot.started, UTC):%Y-%m-%dT%H:%M:%SZ}"
    section = lot.categories[0] if lot.categories else "American"
    path = lot.url.removeprefix(ORIGIN)
    alternates = "".join(
        f'<link rel="alternate" hreflang="{code}" href="{ORIGIN}/{code}{path}" />\n'
        for code in LANGUAGES
    )
    about = f"Bids are taken for this {title}, with comments and photos.{number}"
    return f"""<!doctype html>
<html lang="en-US" xmlns:og="http://ogp.me/ns#" xmlns:fb="http://ogp.me/ns/fb#" data-pusher="general">
<head>
\t<meta name="viewport" content="width=device-width, initial-scale=1.0">
\t<title>{shown} for sale on BaT Auctions - {_outcome(lot)}{number} |  Bring a Trailer</title>
<meta name='robots' content='max-image-preview:large' />
<link rel="alternate" type="application/rss+xml" title="{title} Comments Feed" href="{lot.url}feed/" />
{filler.styles()}{filler.head_scripts()}<link rel='shortlink' href='{ORIGIN}/?p={lot.bat_id}' />
{_json_ld(lot, image)}<meta name="parsely-title" content="{title}" />
<meta name="parsely-link" content="{lot.url}" />
<meta name="parsely-type" content="post" />
<meta name="parsely-image-url" content="{image}?resize=150%2C150" />
<meta name="parsely-pub-date" content="{published}" />
<meta name="parsely-section" content="{esc(section)}" />
<meta name="parsely-author" content="{esc(lot.seller.name)}" />
{alternates}<link rel="alternate" hreflang="x-default" href="{lot.url}" />
<link rel="canonical" href="{lot.url}" />
<meta name="description" content="{about}">
<meta property="og:site_name" content="Bring a Trailer"/>
<meta property="og:title" content="{shown}"/>
<meta itemprop="name" content="{shown}"/>
<meta property="og:url" content="{lot.url}"/>
<meta property="og:type" content="article"/>
<meta property="og:description" content="{about}"/>
<meta property="og:image" content="{image}"/>
</head>
"""


def _outcome(lot: Lot) -> str:
    if lot.status == "live":
        return f"ending {day(lot.ends).rsplit(',', 1)[0]}"
    if lot.status == "sold":
        return f"sold for {_price(lot)} on {day(lot.came_to_it)}"
    if lot.status == "withdrawn":
        return f"withdrawn on {day(lot.ends)}"
    return f"closed on {day(lot.ends)}"


def _price(lot: Lot) -> str:
    amount = f"{price(lot):,}"
    return f"${amount}" if lot.currency == "USD" else f"{lot.currency} {amount}"


def _json_ld(lot: Lot, image: str) -> str:
    crumbs = {
        "@context": "http://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "name": name,
                "position": place,
                "item": {"@type": "Thing", "url": url},
            }
            for place, (name, url) in enumerate(
                (
                    ("Home", ORIGIN),
                    ("Auctions", f"{ORIGIN}/auction/"),
                    (lot.shown_title, lot.url),
                ),
                1,
            )
        ],
    }
    product: dict[str, Any] = {
        "@context": "http://schema.org",
        "@type": "Product",
        "name": lot.shown_title,
        "image": f"{image}?fit=2047%2C1364",
        "description": (lot.paragraphs[0].text or "")[:180] + "…",
    }
    if lot.status != "withdrawn":
        product["offers"] = {
            "@type": "Offer",
            "priceCurrency": lot.currency,
            "price": price(lot),
        }
    return "".join(
        f"<script nonce='R' type=\"application/ld+json\">{php_json(data)}</script>"
        for data in (crumbs, product)
    )


def _intro(lot: Lot) -> str:
    title = esc(lot.title)
    code = lot.place.code.lower()
    tag = ""
    if lot.no_reserve:
        tag = '\n\t<div class="item-tag item-tag-noreserve">No Reserve</div>'
    alert = ""
    if lot.status != "live":
        alert = (
            '<div class="alert alert-info"><span class="alert-text">This auction is over; others run '
            f'<a href="{ORIGIN}/auctions/">here</a>.</span></div>'
        )
    action = "Place Bid" if lot.status == "live" else "View Result"
    image = lot.photos[0].url if lot.photos else ""
    return f"""<body class="wp-singular bat-listing-template-default single single-bat-listing postid-{lot.bat_id} loggedout" data-pusher="post;single;{lot.bat_id}">
{filler.navigation()}<main>
<div class="container">{alert}</div>
<div class="listing">
<div class="listing-intro " data-listing-intro-id="{lot.bat_id}" data-current-user-id="0">
\t<div class="listing-intro-header"><div class="listing-sticky">
\t\t\t\t<div class="listing-intro-top">
\t\t\t\t\t\t\t\t\t\t<h1 class="post-title listing-post-title">{title}</h1>

<div class="item-tags">{tag}
\t\t<div class="item-tag item-tag-currency ">
\t\t<img class="countries-flags" src="{ORIGIN}/wp-content/themes/bringatrailer/assets/img/countries/{code}.svg" alt="{lot.place.country}" />\t\t<span class="show-country-name">{lot.place.alpha3}</span>
\t</div>
</div>
\t\t\t\t</div>
\t\t\t\t<div class="listing-available">
\t\t\t\t\t<div class="listing-available-info">
\t\t\t\t\t\t{status_line(lot)}\t\t\t\t\t</div>
\t\t\t\t\t<div class="listing-available-actions">
\t\t\t\t\t\t<a class="button button-black" href="#listing-bid">{action}</a>\t\t\t\t\t</div>
\t\t\t\t</div>
\t</div></div>
\t<div class="listing-intro-image column-limited-width-full-mobile" tabindex="0">
\t\t<img width="940" height="626" src="{image}?fit=940%2C626" class="post-image wp-post-image" alt="{title}" decoding="async" />
\t</div>
\t<div class="container">
\t\t<div class="column column-groups-wrap">{groups(lot)}</div>
\t</div>
</div>
"""


def _content(lot: Lot) -> str:
    paragraphs = "\n".join(f"<p>{paragraph.markup}</p>" for paragraph in lot.paragraphs)
    gallery = json.dumps(
        [photo.as_json(lot.bat_id, lot.title) for photo in lot.photos], separators=(",", ":")
    ).replace("/", "\\/")
    return f"""<div class="container container-flex">
<div class="column column-left column-flex-left">
<div class="post-{lot.bat_id} bat-listing type-bat-listing status-paid has-post-thumbnail hentry">
\t<div class="post-excerpt" tabindex="0">
{paragraphs}
<div class="carfax"><div class="carfax-snapshot-embedded" data-snapshotkey="none"></div></div>
<div class="listing-nicknames">Filed under: <a href="{ORIGIN}/search/none/">none</a></div>\t</div>
</div>
<div id="bat_listing_page_photo_gallery">
\t<h2 class="listing-component-heading listing-component-heading-gallery">Photo Gallery</h2>
<div data-gallery-items="{html.escape(gallery)}" data-gallery-limit="60" data-gallery-limit-mobile="30" data-gallery-named="item_{lot.bat_id}" data-gallery-shown="false" data-bind="template: {{ name: 'tmpl-gallery' }}"></div>
</div>
"""


def _comments_header(lot: Lot) -> str:
    words = "Comment" if lot.comment_count == 1 else "Comments"
    return f"""<div class="comments-header">
\t<a id="comments-anchor"></a>
\t<h2 class="comments-title" data-realtime_id="{lot.bat_id}" data-realtime_prop="comments-updated.display">{lot.comment_count} {words}</h2>
</div>
<div style="display: none" id="comments-javascript-enabled"></div>
<div id="comments-javascript-warning"><p>The discussion needs JavaScript.</p></div>
"""
