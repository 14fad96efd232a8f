"""All lots of a sample Bring a Trailer, each made from the seed and its own serial number."""

import random
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tests.web.bat.life import make_life
from tests.web.bat.lot import Lot
from tests.web.bat.members import Member, make_members
from tests.web.bat.offers import car_offer, other_offer
from tests.web.bat.photos import make_photos
from tests.web.bat.places import FOREIGN, make_place
from tests.web.cars import Car, make_car

FIRST_SERIAL = 100_000  # of these cars: other sites number theirs from 0
_CHARGES = ("$0", "USD $85", "$245.28 Document Fee")
_NO_CARS = frozenset({"part", "motorcycle", "wheels", "memorabilia"})
_LAST_OLD_YEAR = 2014  # of cars that were sold in the years of the old layout


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How many lots there are, and from and to how many photos and comments each has.

    `opening` lots are published within the days after the others' `now`.
    """

    live: int
    ended: int
    opening: int
    photos: tuple[int, int]
    comments: tuple[int, int]


def make_lots(seed: int, *, now: int, sizes: Sizes) -> list[Lot]:
    """All lots as they stand when all is over: first the ended ones, the opening ones last.

    Traps stand at fixed places, whatever the sizes. ended: 0 sold, with the longest comment;
    1 sold after its highest bid was cancelled, with the most comments and photos; 2 reserve not
    met, with the fewest; 3 and 4 withdrawn; 5 and 8 no cars; 6 sold after its reserve was not
    met; 7 of the old layout, without its number; 9 about to be sold like 6. live: 0 and 1 without
    bids, 2 without a lot number, 3 no car, 4 without its chassis number, 5 and 7 end soon. From
    ended 10 and live 8 on: more of the old layout, motorcycles, memorabilia, wheels, dealers, and
    other currencies than dollars.
    """
    rng = random.Random(f"{seed}:bat")
    members = make_members(rng, 400)
    sellers = [member for member in members[::3] if not member.deleted]
    places = [
        *(("ended", place) for place in range(sizes.ended)),
        *(("live", place) for place in range(sizes.live)),
        *(("opening", place) for place in range(sizes.opening)),
    ]
    made: dict[tuple[str, int], Lot] = {}
    for serial, (phase, place) in enumerate(places):
        earlier = made.get(_RELISTED.get((phase, place), ("", 0)))
        made[phase, place] = _make_lot(
            random.Random(f"{seed}:bat:{serial}"),
            serial,
            phase=phase,
            traps=_TRAPS[phase].get(place, frozenset()),
            now=now,
            people=(rng.choice(sellers), tuple(rng.sample(members, 60))),
            sizes=sizes,
            earlier=earlier,
            thread_seed=f"{seed}:bat:{serial}:thread",
        )
    return list(made.values())


_ENDED_TRAPS = {
    0: frozenset({"long", "sold", "long_ago", "newer", "dealer", "makes"}),
    1: frozenset({"most", "hostile", "cancelled", "sold"}),
    2: frozenset({"fewest", "reserve_not_met", "no_deal", "long_ago", "older", "GBP"}),
    3: frozenset({"withdrawn", "no_bids", "newer"}),
    4: frozenset({"withdrawn", "CAD"}),
    5: frozenset({"part"}),
    6: frozenset({"reserve_not_met", "deal", "long_ago", "late"}),
    7: frozenset({"withheld", "old", "sold"}),
    8: frozenset({"motorcycle"}),
    9: frozenset({"reserve_not_met", "deal", "yesterday"}),
    10: frozenset({"old", "sold", "dealer"}),
    11: frozenset({"old", "reserve_not_met", "no_deal"}),
    12: frozenset({"motorcycle", "sold"}),
    13: frozenset({"memorabilia"}),
    14: frozenset({"wheels"}),
    15: frozenset({"sold", "EUR", "dealer"}),
    16: frozenset({"sold", "GBP"}),
    17: frozenset({"sold", "CAD", "dealer"}),
    18: frozenset({"old", "sold", "GBP"}),
}
_LIVE_TRAPS = {
    0: frozenset({"no_bids"}),
    1: frozenset({"no_bids", "hostile"}),
    2: frozenset({"no_number"}),
    3: frozenset({"memorabilia"}),
    4: frozenset({"withheld", "EUR"}),
    5: frozenset({"ends_soon", "late", "reserve_not_met", "no_deal"}),
    6: frozenset({"late"}),
    7: frozenset({"ends_soon", "late", "reserve_not_met", "no_deal"}),
    8: frozenset({"motorcycle"}),
    9: frozenset({"part"}),
    10: frozenset({"EUR", "makes", "dealer"}),
    11: frozenset({"hostile"}),
}
_OPENING_TRAPS: dict[int, frozenset[str]] = {}
_TRAPS = {"ended": _ENDED_TRAPS, "live": _LIVE_TRAPS, "opening": _OPENING_TRAPS}
# Whose car is listed once more: after a sale, without one, after it was withdrawn.
_RELISTED = {
    ("live", 5): ("ended", 2),
    ("live", 6): ("ended", 0),
    ("live", 12): ("ended", 10),
    ("opening", 0): ("live", 7),
    ("opening", 1): ("ended", 3),
    ("opening", 2): ("live", 5),
    **{("opening", place): ("ended", place + 15) for place in range(5, 60, 5)},
}


def _make_lot(
    rng: random.Random,
    serial: int,
    *,
    phase: str,
    traps: frozenset[str],
    now: int,
    people: tuple[Member, tuple[Member, ...]],
    sizes: Sizes,
    earlier: Lot | None,
    thread_seed: str,
) -> Lot:
    seller, crowd = people[0], tuple(m for m in people[1] if m.id != people[0].id)
    if traps & _NO_CARS:
        offer = other_offer(rng, serial, traps)
    else:
        car = _car(rng, serial, traps, earlier)
        offer = car_offer(rng, car, traps)
        while earlier and earlier.title == offer.title:
            offer = car_offer(rng, car, traps)
    place = next((one for one in FOREIGN if one.currency in traps), None) or make_place(rng)
    count = _size(rng, sizes.comments, traps, power=4)
    life = make_life(
        rng,
        phase,
        traps=traps,
        now=now,
        opens_after=earlier.life.closed_at if earlier else None,
        crowd=crowd,
        comments=count,
    )
    slug = f"{_slug(offer.title)}-{serial + 2}"
    folder = f"{datetime.fromtimestamp(life.opens, UTC):%Y/%m}"
    bat_id = 130_000_000 + serial * 3_001
    photos = make_photos(
        rng, slug.replace("-", "_"), folder, bat_id * 2, _size(rng, sizes.photos, traps, power=2)
    )
    details = offer.details(rng, traps)
    is_dealer = rng.random() < 0.35 or "dealer" in traps
    number = (500 if "old" in traps else 240_000) + serial
    family = earlier.family if earlier else []
    lot = Lot(
        life=life,
        now=now,
        bat_id=bat_id,
        first_comment_id=30_000_000 + serial * 3 * (2 * sizes.comments[1] + 300),
        url=f"https://bringatrailer.com/listing/{slug}/",
        title=offer.title,
        trim=offer.trim,
        car=offer.car,
        status=life.result,
        no_reserve=life.result != "reserve_not_met" and rng.random() < 0.3,
        number=number,
        lot_number=number,
        place=place,
        seller=seller,
        seller_type="dealer" if is_dealer else "private_party",
        charges=rng.choice(_CHARGES) if is_dealer and "old" not in traps else None,
        groups=(*offer.groups, ("Location", f"Located in {place.country}")),
        categories=offer.categories,
        details=details,
        paragraphs=offer.paragraphs(rng, traps, details, photos),
        photos=photos,
        bids=life.bids,
        started=life.opens,
        ends=life.closed_at,
        comment_count=len(life.comments),
        views=life.views,
        watchers=life.watchers,
        crowd=crowd,
        thread_seed=thread_seed,
        hostile="hostile" in traps,
        has_long_comment="long" in traps,
        family=family,
        old_layout="old" in traps,
        checkout=is_dealer and "old" not in traps and rng.random() < 0.6,
    )
    family.append(lot)
    return lot.over


def _car(rng: random.Random, serial: int, traps: frozenset[str], earlier: Lot | None) -> Car:
    """A car of its own; the earlier auction's one, driven a little, where it is listed again."""
    if earlier is not None and earlier.car is not None:
        return replace(earlier.car, mileage=earlier.car.mileage + rng.randint(40, 2_900))
    car = make_car(rng, FIRST_SERIAL + serial)
    while (
        ("older" in traps and car.vin)
        or ("newer" in traps and not car.vin)
        or ("old" in traps and car.year > _LAST_OLD_YEAR)
    ):
        car = make_car(rng, FIRST_SERIAL + serial)
    return car


def _size(rng: random.Random, bounds: tuple[int, int], traps: frozenset[str], *, power: int) -> int:
    low, high = bounds
    if "most" in traps:
        return high
    if "fewest" in traps:
        return low
    return low + int((high - low) * rng.random() ** power)


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
