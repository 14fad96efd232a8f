"""What a listing's text says: paragraphs of prose, some with markup, some of images only."""

import html
import random
from collections.abc import Sequence
from dataclasses import dataclass

from tests.web.bat.details import Details
from tests.web.bat.photos import Photo
from tests.web.cars import Car


@dataclass(frozen=True)
class Paragraph:
    """One `<p>`: its inner markup, and the words of it (None where it holds only images)."""

    markup: str
    text: str | None


def _plain(text: str) -> Paragraph:
    escaped = html.escape(text, quote=False).replace("'", "&#8217;")
    shown = text.replace("'", "’")
    return Paragraph(escaped.replace(" over ", "&nbsp;over  "), shown)


def _image(photo: Photo, alt: str) -> Paragraph:
    name = html.escape(alt)
    widths = ", ".join(f"{photo.url}?w={width} {width}w" for width in (2048, 300, 768, 620))
    return Paragraph(
        f'<img decoding="async" class="alignnone size-large wp-image-{photo.id}" '
        f'src="{photo.url}?w=620&#038;resize=620%2C413" alt="{name}" width="620" height="413" '
        f'srcset="{widths}" sizes="(max-width: 620px) 100vw, 620px" />',
        None,
    )


_TIRES = Paragraph(
    '<a href="https://www.tires.example/a.jsp?utm_source=bat-listing&amp;utm_medium=referral" '
    'target="_blank" rel="noopener"><img loading="lazy" class="hide-mobile wp-image-7" '
    'src="https://bringatrailer.com/wp-content/uploads/2025/09/TireWidget-24568.png?w=620" '
    'alt="Tires" /></a>\n<a href="https://www.tires.example/m.jsp"><img class="show-mobile" '
    'src="https://bringatrailer.com/wp-content/uploads/2025/09/TireWidgetMobile-24569.png" /></a>',
    None,
)


def _block(markup: str) -> Paragraph:
    """A block where a paragraph was meant: parsers end the paragraph before it."""
    return Paragraph(markup, None)


# What speaks for a page where it stands in its own place, and here must not.
HOSTILE = (
    _block('<div class="listing-available-info">Sold for USD $1</div>'),
    _block(
        '<div class="essentials"><div class="item item-seller"><strong>Seller</strong>: <a '
        'href="https://bringatrailer.com/member/nobody/">nobody</a></div><strong>Location</strong>:'
        ' <a href="#">Atlantis</a><div class="item"><strong>Listing Details</strong><ul><li>Chassis'
        ': 1</li></ul></div><div class="item"><strong>Lot</strong> #1</div></div>'
    ),
    _block(
        '<div class="history"><div class="items"><a class="item current" href="https://'
        'bringatrailer.com/listing/never-was/"><div class="message"><em>Sold by <strong>nobody'
        "</strong> to <strong>noone</strong> for <strong>USD $1.00</strong></em><br />January 1, "
        "2000</div></a></div></div>"
    ),
    _block(
        '<div data-gallery-items=\'[{"large":{"url":"https://bringatrailer.com/wp-content/'
        "uploads/2000/01/never.jpg\"}}]' data-gallery-named='item_1'></div>"
    ),
    _block(
        '<table class="listing-stats ended"><tr class="listing-stats-stat"><td class="listing-'
        'stats-label">Winning Bid</td><td class="listing-stats-value">USD $1</td></tr></table>'
    ),
    Paragraph(
        '<a class="group-link" href="https://bringatrailer.com/yugo/"><strong class="group-title-'
        'label">Make</strong>Yugo</a> and <a class="group-link" href="#"><strong class="group-'
        'title-label">Category</strong>Memorabilia</a>',
        "MakeYugo and CategoryMemorabilia",
    ),
    Paragraph(
        'Seen <span data-stats-id="1" data-stats-item="views">1 views</span>, <strong>Lot</strong> '
        '#2, until <span class="listing-available-countdown" data-until="4102444800">then</span>.',
        "Seen 1 views, Lot #2, until then.",
    ),
    Paragraph(
        "&lt;script id='bat-theme-viewmodels-js-extra'&gt; var BAT_VMS = {&quot;comments&quot;:[],"
        '"postAuthor":"1"}; &lt;/script&gt;',
        "<script id='bat-theme-viewmodels-js-extra'> var BAT_VMS = {\"comments\":[],"
        '"postAuthor":"1"}; </script>',
    ),
)


def car_paragraphs(
    rng: random.Random, car: Car, details: Details, photos: Sequence[Photo]
) -> tuple[Paragraph, ...]:
    """The text for a car, with traps: prices, other years and other numbers in the prose."""
    name = f"{car.make} {car.model}"
    gearbox = car.transmission.lower()
    colours = f"{car.exterior_color} over {car.interior_color.lower()}"
    texts = [
        _plain(
            f"This {car.year} {name} was bought by the seller's uncle and is finished in {colours}."
            f" Power is provided by a {car.engine.lower()} paired with a {gearbox}."
        ),
        _plain(
            f"The seller says that it should have sold for ${rng.randint(100, 900)},000 in 1999,"
            f" when a 1932 Bugatti nearby changed hands for $1,250,000 & a sandwich."
        ),
        _plain(f"Wheels measure 17″ & wear tires that date to {rng.randint(2005, 2025)}."),
        _plain(
            f"The odometer shows what the list says ({details.states['mileage_text']}), of which"
            f" {rng.randint(100, 900)} miles were added under current ownership."
        ),
        Paragraph(
            'The <a href="https://www.report.example/x?a=1&amp;b=2" target="_blank">history report'
            "</a> shows <em>no</em> accidents; engine number 7777777 is &#8220;correct&#8221;.",
            "The history report shows no accidents; engine number 7777777 is “correct”.",
        ),
    ]
    texts = [texts[0], *rng.sample(texts[1:], rng.randint(2, 4))]
    paragraphs: list[Paragraph] = []
    for number, text in enumerate(texts):
        paragraphs.append(text)
        if number < len(photos):
            paragraphs.append(_image(photos[number], name))
    return (*paragraphs, _TIRES)


def part_paragraphs(
    rng: random.Random, title: str, photos: Sequence[Photo]
) -> tuple[Paragraph, ...]:
    """The text for a lot that is no car, though it speaks of one."""
    year = rng.randint(1960, 1990)
    return (
        _plain(f"This lot is a {title.lower()} that came out of a {year} Porsche 911 Carrera."),
        _image(photos[0], title) if photos else _TIRES,
        _plain("It is sold without the car's VIN WP0ZZZ91ZFS100001, and has 13k miles of dust."),
    )


def motorcycle_paragraphs(
    rng: random.Random, title: str, photos: Sequence[Photo]
) -> tuple[Paragraph, ...]:
    """The text for a motorcycle, which speaks of a car, too."""
    return (
        _plain(f"This {title} is said to have been ridden over {rng.randint(3, 30)} mountains."),
        _image(photos[0], title) if photos else _TIRES,
        _plain("The seller's 1965 Porsche 911 (chassis 300123) towed it home, and isn't included."),
    )
