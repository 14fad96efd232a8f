"""What a dealer has: cars with their prices and photos, and the signs that stand among them."""

import random
from dataclasses import dataclass, replace
from decimal import Decimal

from tests.web.cars import Car, make_car

FIRST_SERIAL = 300_000  # the cars of other sites count from elsewhere
CARS_A_PAGE = 25
FILLER_VIN = "1" * 17  # what some programs print where no VIN was entered

_SIGNS = (
    "Vintage Porcelain Gasoline Sign",
    "Double-Sided Service Station Sign",
    "Restored Jukebox",
    "Children's Pedal Car",
    "Framed Motor Show Poster",
)
# Of these the title alone does not tell where the model ends, so title-only pages leave the trim.
_TRIM_IN_MODEL = (
    "Continental", "190E", "Z3", "Golf", "308", "360", "124", "Defender", "Silver Shadow", "MGB",
    "Scout II",
)  # fmt: skip
_SENTENCES = (
    "Stored in a dry barn & driven on Sundays only.",
    "Nothing about it has been left to chance.",
    "Its sister was sold for $999,000 to a friend of the house.",
    "The engine bay is as clean as the day it left the factory.",
    "Comes with a whole lot of records, two keys and its jack.",
    "Ask us about shipping; the VIN plate is original.",
    "An older respray shows some <em>patina</em> at the sills.",
)


@dataclass(frozen=True)
class DealerFacts:
    """A dealer as Classic.com and its own site know it."""

    host: str
    website: str
    name: str
    platform: str  # the adapter's name
    theme: str  # which of the sample web's page designs its site has
    profile_url: str  # its page on Classic.com
    bat_member: str | None = None  # its member page on Bring a Trailer, as its home page links it


@dataclass(frozen=True)
class Photo:
    """One photo: `url` is the original, `number` tells it from all others of its dealer."""

    url: str
    number: int
    width: int
    height: int


@dataclass(frozen=True)
class Stock:
    """One thing that a dealer lists. `car` is None of a sign."""

    number: int
    title: str
    car: Car | None
    price: Decimal | None
    sold: bool
    in_current_list: bool
    in_sold_list: bool
    stock_number: str
    description: str  # as a reader gives it: plain text
    photo_count: int
    filler_vin: bool = False  # the page has FILLER_VIN where the car's number should stand

    @property
    def number_text(self) -> str | None:
        """What pages print as VIN or chassis number."""
        if self.car is None:
            return None
        return FILLER_VIN if self.filler_vin else self.car.vin or self.car.chassis_number

    @property
    def slug(self) -> str:
        """The title in a URL's letters."""
        letters = (c if c.isascii() and c.isalnum() else "-" for c in self.title.lower())
        return "-".join(word for word in "".join(letters).split("-") if word)


def make_stock(
    rng: random.Random, cars: int, first: int, *, title_only: bool, signs: int = len(_SIGNS)
) -> list[Stock]:
    """`cars` cars and `signs` signs (five at most) in the order of the dealer's lists.
    `title_only`: the pages state year, make and model in the title alone."""
    stock = [_car(rng, first + i, title_only=title_only) for i in range(cars)]
    # Both lists have cars whatever the dice said, one marked sold among the current ones.
    firsts = ((False, True, False), (True, True, False), (True, False, True))
    for i, (sold, in_current, in_sold) in enumerate(firsts[:cars]):
        stock[i] = replace(stock[i], sold=sold, in_current_list=in_current, in_sold_list=in_sold)
    for i, title in enumerate(_SIGNS[:signs]):
        sign = Stock(
            number=first + cars + i,
            title=title,
            car=None,
            price=Decimal(rng.randint(2, 40) * 50),
            sold=False,
            in_current_list=True,
            in_sold_list=False,
            stock_number=f"M{first + cars + i}",
            description="For the garage wall.",
            photo_count=2,
        )
        stock.insert(rng.randrange(min(3, len(stock)), len(stock) + 1), sign)
    return stock


def _car(rng: random.Random, number: int, *, title_only: bool) -> Stock:
    car = make_car(rng, number)
    while title_only and car.model == "911 Targa":
        car = make_car(rng, number)
    if title_only and car.model in _TRIM_IN_MODEL:
        car = replace(car, trim=None)
    sold = rng.random() < 0.35
    archived = sold and rng.random() < 0.8
    sentences = rng.sample(_SENTENCES, rng.randint(1, 4))
    return Stock(
        number=number,
        title=car.title,
        car=car,
        price=Decimal(rng.randint(18, 400) * 500) if rng.random() > 0.08 else None,
        sold=sold,
        in_current_list=not archived or rng.random() < 0.2,
        in_sold_list=archived,
        stock_number=f"C{number}",
        description=" ".join(sentences).replace("<em>", "").replace("</em>", ""),
        photo_count=3 + int(37 * rng.random() ** 3) if rng.random() > 0.02 else 40,
    )
