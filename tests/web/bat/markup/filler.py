"""What real pages carry around their content: navigation, templates, styles and scripts.

All of it is made once and shared: its words say nothing about any lot, and try to look as if.
"""

import random
from functools import cache

_WORDS = (
    "listing", "auction", "modal", "gallery", "comment", "bid", "toolbar", "widget", "feature",
    "watch", "seller", "header", "result", "video", "shipping", "address", "alert", "filter",
)  # fmt: skip


@cache
def styles() -> str:
    """About 20 kB of inline styles for the head."""
    rng = random.Random("styles")
    rules = "".join(
        f".{rng.choice(_WORDS)}-{rng.choice(_WORDS)}-{number}{{margin:{rng.randint(0, 40)}px;"
        f"color:#{rng.randrange(16**6):06x};padding:.{rng.randint(1, 9)}em}}\n"
        for number in range(260)
    )
    return f"<style nonce='R' id='global-styles-inline-css'>\n{rules}</style>\n"


@cache
def head_scripts() -> str:
    """About 25 kB of settings in scripts, among them an object that looks like the thread's."""
    rng = random.Random("head")
    settings = ",".join(
        f'"{rng.choice(_WORDS)}{number}":"https:\\/\\/bringatrailer.com\\/wp-json\\/{number}"'
        for number in range(360)
    )
    return (
        '<script type="text/javascript" id="bat-theme-site-js-extra" nonce=\'R\'>\n'
        "/* <![CDATA[ */\nvar BaT_Theme = {" + settings + "};\n"
        'var BAT_CTX = {"contentGroup":"listing-detail-page"};\n/* ]]> */\n</script>\n'
    )


@cache
def navigation() -> str:
    """About 20 kB of menus."""
    rng = random.Random("navigation")
    items = "".join(
        f'<li id="menu-item-{38790000 + number}" class="menu-item menu-item-type-custom '
        f'menu-item-object-custom"><a href="https://bringatrailer.com/{rng.choice(_WORDS)}-'
        f'{number}/">{rng.choice(_WORDS).title()} {number}</a></li>\n'
        for number in range(110)
    )
    return (
        '<header id="site-header" role="banner"><nav class="site-header-links"><a '
        'href="https://bringatrailer.com/auctions/">Auctions</a></nav>'
        f'<ul id="site-header-menu-main" class="menu">{items}</ul>'
        '<template id="tmpl-search-bar"><ul class="search-bar-results"><li class="search-bar-'
        'result"><a class="search-bar-link" data-bind="attr: { href: result.url }"><span data-bind='
        '"text: result.title"></span></a></li></ul></template></header>\n'
    )


@cache
def modals() -> str:
    """The dialogs whose text stands in the same classes as a listing's description."""
    return "".join(
        f'<div id="comment-{name}-modal-container"><div class="modal poppable poppable-short">'
        f'<div class="loop loop-content"><h5 class="post-title post-title-small">{title}</h5>'
        f'<div class="post-excerpt"><p>{text}</p><div class="control-group"><a class="button" '
        f'href="#">OK</a></div></div></div></div></div>\n'
        for name, title, text in (
            ("confirmation", "A Comment or a Bid?", "Is this number meant to be a bid?"),
            ("error", "Not Posted", "The comment could not be posted."),
        )
    )


@cache
def templates() -> str:
    """About 75 kB of Knockout templates, the only place where a comment's markup stands."""
    rng = random.Random("templates")
    comment = (
        '<script type="text/html" id="comment-type-comment">\n<div class="comment comment-data '
        'group" data-bind="attr: { id: \'comment-\' + id() }"><div class="comment-datetime" '
        'data-bind="text: dateFormatted"></div><div class="comment-text-markup" data-bind="html: '
        'markup"></div></div>\n</script>\n<script type="text/html" id="comment-type-bat-bid-'
        'canceled">\n<div class="comment bid canceled" data-bind="html: markup"></div>\n</script>\n'
        '<script type="text/html" id="comment-parent-quote"><div class="comment-parent-quote"><a '
        'href="#" data-bind="attr: { href: authorUrl }">@<span data-bind="html: authorName"></span>'
        ':</a><blockquote data-bind="html: markup"></blockquote></div></script>\n'
    )
    return comment + "".join(
        f'<script type="text/html" id="tmpl-{rng.choice(_WORDS)}-{number}">\n'
        + "".join(
            f'\t<div class="{rng.choice(_WORDS)}-{rng.choice(_WORDS)}" data-bind="visible: '
            f'is{rng.choice(_WORDS).title()}, css: {{ active: {rng.choice(_WORDS)}() }}">\n\t\t'
            f'<span data-bind="text: {rng.choice(_WORDS)}"></span>\n\t</div>\n'
            for _ in range(12)
        )
        + "</script>\n"
        for number in range(38)
    )


@cache
def foot_scripts() -> str:
    """About 60 kB of scripts after the content."""
    rng = random.Random("foot")
    lines = "".join(
        f'\t\tjQuery(".{rng.choice(_WORDS)}-{number}").on("click", function (event) '
        f'{{ event.preventDefault(); BaT_Theme.{rng.choice(_WORDS)}({number}, "for USD $1,000"); '
        f"}});\n"
        for number in range(480)
    )
    return (
        "<script nonce='R'>\n\t\tvar $bidRow = jQuery('[data-listing-current-bidding=\"' + "
        "BaT_Theme.post + '\"]');\n" + lines + "</script>\n"
    )


@cache
def calendar() -> str:
    """A widget of events with JSON-LD of its own, which speaks of no lot."""
    return (
        "<script nonce='R' type=\"application/ld+json\">\n"
        '[{"@context":"http://schema.org","@type":"Event","name":"Meeting of the Unfinished",'
        '"offers":{"@type":"Offer","price":"35","priceCurrency":"USD"},'
        '"startDate":"2026-05-02T00:00:00-07:00"}]\n</script>\n'
    )
