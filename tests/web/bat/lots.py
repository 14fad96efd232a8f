"""All lots of a sample Bring a Trailer, each made from the seed and its own serial number."""

import random
import re
from datetime import UTC, datetime
from typing import Any

from tests.web.bat.bids import Bid, cancel_last, make_bids
from tests.web.bat.description import car_paragraphs, part_paragraphs
from tests.web.bat.details import car_details, part_details
from tests.web.bat.lot import Lot
from tests.web.bat.members import Member, make_members
from tests.web.bat.photos import make_photos
from tests.web.bat.places import Place, make_place
from tests.web.cars import FOUR_WHEEL, Car, make_car

HOUR, DAY = 3_600, 86_400
FIRST_SERIAL = 100_000  # of these cars: other sites number theirs from 0
PARTS = ("Pair of Recaro Seats", "Illuminated Dealership Sign", "Set of 15″ Campagnolo Wheels")
PARTS_CATEGORY = "Parts and Automobilia"
_PREFIXES = ("One-Owner", "Euro", "Restored", "20-Years-Owned", "Modified")
_SUFFIXES = ("5-Speed", "4-Speed", "Project", "Conversion")
_ORIGINS = {"Porsche": "German", "BMW": "German", "Ferrari": "Italian", "Jaguar": "British"}


def make_lots(
    seed: int,
    *,
    now: float,
    live: int,
    ended: int,
    photos: tuple[int, int],
    comments: tuple[int, int],
) -> list[Lot]:
    """All lots, first the ended ones. Traps stand at fixed places, whatever the sizes:

    ended: 0 sold, with the longest comment; 1 sold after its highest bid was cancelled, with the
    most comments and photos; 2 reserve not met, with the fewest; 3 and 4 withdrawn; 5 and 8 no
    cars; 7 without its number. live: 0 and 1 without bids, 2 without a lot number, 3 no car,
    4 without its chassis number.
    """
    rng = random.Random(f"{seed}:bat")
    members = make_members(rng, 400)
    sellers = [member for member in members[::3] if not member.deleted]
    stride = 3 * (comments[1] + 200)
    lots = []
    for serial in range(ended + live):
        place = serial if serial < ended else serial - ended
        traps = (_ENDED_TRAPS if serial < ended else _LIVE_TRAPS).get(place, frozenset())
        lots.append(
            _make_lot(
                random.Random(f"{seed}:bat:{serial}"),
                serial,
                is_live=serial >= ended,
                traps=traps,
                now=int(now),
                people=(rng.choice(sellers), tuple(rng.sample(members, 60))),
                sizes=(photos, comments),
                first_comment_id=30_000_000 + serial * stride,
                thread_seed=f"{seed}:bat:{serial}:thread",
            )
        )
    return lots


_ENDED_TRAPS = {
    0: frozenset({"long", "sold"}),
    1: frozenset({"most", "hostile", "cancelled", "sold"}),
    2: frozenset({"fewest", "reserve_not_met"}),
    3: frozenset({"withdrawn"}),
    4: frozenset({"withdrawn"}),
    5: frozenset({"part"}),
    7: frozenset({"withheld"}),
    8: frozenset({"part"}),
}
_LIVE_TRAPS = {
    0: frozenset({"no_bids"}),
    1: frozenset({"no_bids", "hostile"}),
    2: frozenset({"no_number"}),
    3: frozenset({"part"}),
    4: frozenset({"withheld"}),
}


def _make_lot(
    rng: random.Random,
    serial: int,
    *,
    is_live: bool,
    traps: frozenset[str],
    now: int,
    people: tuple[Member, tuple[Member, ...]],
    sizes: tuple[tuple[int, int], tuple[int, int]],
    first_comment_id: int,
    thread_seed: str,
) -> Lot:
    seller, crowd = people[0], tuple(m for m in people[1] if m.id != people[0].id)
    photo_range, comment_range = sizes
    car = None if "part" in traps else make_car(rng, FIRST_SERIAL + serial)
    title, trim = _title(rng, car) if car else (PARTS[serial % len(PARTS)], None)
    place = make_place(rng)
    status = "live" if is_live else _result(rng, traps)
    no_reserve = status != "reserve_not_met" and rng.random() < 0.3
    planned = (
        now + rng.randint(2 * HOUR, 156 * HOUR) if is_live else now - rng.randint(HOUR, 60 * DAY)
    )
    planned -= planned % 60
    started = planned - 7 * DAY + rng.randint(0, 2 * HOUR)
    bids: tuple[Bid, ...] = ()
    if status != "withdrawn" and "no_bids" not in traps:
        span = (started + HOUR, now if is_live else planned)
        price = int(10 ** rng.uniform(3.5, 5.4))
        count = max(2, int(80 * rng.random() ** 1.5))
        bids = make_bids(rng, crowd, count, span, planned, price)
        bids = cancel_last(bids) if "cancelled" in traps else bids
    ends = max([planned, *(bid.end for bid in bids)])
    slug = f"{_slug(title)}-{serial + 2}"
    folder = f"{datetime.fromtimestamp(started, UTC):%Y/%m}"
    bat_id = 130_000_000 + serial * 3_001
    photos = make_photos(
        rng, slug.replace("-", "_"), folder, bat_id * 2, _size(rng, photo_range, traps, power=2)
    )
    details = car_details(rng, car, withheld="withheld" in traps) if car else part_details(rng)
    paragraphs = (
        car_paragraphs(rng, car, details, photos) if car else part_paragraphs(rng, title, photos)
    )
    is_dealer = rng.random() < 0.35
    categories = _categories(rng, car)
    return Lot(
        now=now,
        bat_id=bat_id,
        first_comment_id=first_comment_id,
        url=f"https://bringatrailer.com/listing/{slug}/",
        title=title,
        trim=trim,
        car=car,
        status=status,
        no_reserve=no_reserve,
        lot_number=None if "no_number" in traps else 240_000 + serial,
        place=place,
        seller=seller,
        seller_type="dealer" if is_dealer else "private_party",
        charges=rng.choice(("$0", "USD $85", "$245.28 Document Fee")) if is_dealer else None,
        groups=_groups(car, place, categories),
        categories=categories,
        details=details,
        paragraphs=paragraphs,
        photos=photos,
        bids=bids,
        started=started,
        ends=ends,
        comment_count=_size(rng, comment_range, traps, power=4),
        views=rng.randint(900, 60_000),
        watchers=rng.randint(40, 4_000),
        crowd=crowd,
        thread_seed=thread_seed,
        earlier_sale=rng.randint(3, 90) * 1_000 if rng.random() < 0.25 else None,
        hostile="hostile" in traps,
        has_long_comment="long" in traps,
    )


def _result(rng: random.Random, traps: frozenset[str]) -> str:
    for status in ("sold", "reserve_not_met", "withdrawn"):
        if status in traps:
            return status
    return "sold" if rng.random() < 0.65 else "reserve_not_met"


def _size(rng: random.Random, bounds: tuple[int, int], traps: frozenset[str], *, power: int) -> int:
    low, high = bounds
    if "most" in traps:
        return high
    if "fewest" in traps:
        return low
    return low + int((high - low) * rng.random() ** power)


def _title(rng: random.Random, car: Car) -> tuple[str, str | None]:
    words = [car.trim] if car.trim else []
    if car.drivetrain == FOUR_WHEEL and rng.random() < 0.4:
        words.append("4×4")
    if rng.random() < 0.3:
        words.append(rng.choice(_SUFFIXES))
    trim = " ".join(words) or None
    prefix = ""
    luck = rng.random()
    if luck < 0.12 and car.mileage >= 1_000:
        prefix = f"{car.mileage // 1_000}k-Mile "
    elif luck < 0.25:
        prefix = rng.choice(_PREFIXES) + " "
    tail = f" {trim}" if trim else ""
    return f"{prefix}{car.year} {car.make} {car.model}{tail}", trim


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _categories(rng: random.Random, car: Car | None) -> tuple[str, ...]:
    if car is None:
        return (PARTS_CATEGORY,)
    found = ["Convertibles"] if car.body_style in ("Convertible", "Roadster") else []
    if car.drivetrain == FOUR_WHEEL:
        found.append("Truck & 4x4")
    if rng.random() < 0.1:
        found.append("Project Cars")
    return tuple(found)


def _groups(
    car: Car | None, place: Place, categories: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    groups: list[tuple[str, Any]] = []
    if car:
        origin = _ORIGINS.get(car.make, "American")
        groups += [("Make", car.make), ("Model", f"{car.make} {car.model}")]
        groups += [("Era", f"{car.year // 10 * 10}s"), ("Origin", origin)]
    groups += [("Category", category) for category in categories]
    groups.append(("Location", f"Located in {place.country}"))
    return tuple(groups)
