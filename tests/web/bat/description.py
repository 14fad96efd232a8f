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
