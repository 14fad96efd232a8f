"""A car that Classic.com lists: of the seller's own stock, or one that only Classic.com shows."""

import hashlib
import random
from dataclasses import dataclass
from decimal import Decimal

from crawler.items import Listing, Vehicle, VehicleImage
from tests.web.cars import Car, make_car

HOST = "www.classic.com"
FIRST_SERIAL = 700_000  # the cars of other sites count from elsewhere
SIGNS = {"USD": "$", "GBP": "£", "EUR": "€"}
_ID_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz123456789"
_PLACES = ("Greenhollow, Ohio, USA", "Port Ellis, CA", "Steinfurt am See, Germany", "Netherlands")
_STATUSES = (
    "for_sale", "for_sale", "sold", "for_sale", "sold", "reserve_not_met", "for_sale", "ended",
)  # fmt: skip
# Specs that a page may well leave at "-", by the names of Vehicle's fields.
_LEFT_OUT = ("engine", "interior_color", "body_style", "transmission", "mileage", "drivetrain")


@dataclass(frozen=True, kw_only=True)
class ListedCar:
    """What Classic.com says of one car.

    status: "for_sale", "sold", "reserve_not_met" ("NOT SOLD") or "ended" ("LAST ASKING").
    price: what is or was asked, of a sold car what it was sold for, of one that was not sold the
    last bid, which is nobody's price; None: undisclosed. left_out: fields of Vehicle that stand at
    "-" on its page.
    """

    car: Car
    status: str = "for_sale"
    price: Decimal | None = None
    currency: str = "USD"
    source_url: str | None = None  # canonical; where the link "View Source" leads
    photos: int = 4
    location: str | None = None
    description: str | None = None
    left_out: tuple[str, ...] = ()

    @property
    def number(self) -> str | None:
        """The VIN or chassis number that the page states."""
        return None if "vin" in self.left_out else self.car.vin or self.car.chassis_number

    @property
    def key(self) -> str:
        """Classic.com's own id of the car: seven letters and digits."""
        drawn = random.Random(f"{self.car.title} {self.car.vin} {self.car.chassis_number}")
        return "".join(drawn.choice(_ID_LETTERS) for _ in range(7))

    @property
    def path(self) -> str:
        """Where its page stands: with the number in the slug, where it has one."""
        words = f"{self.car.title} {self.number or ''}".lower()
        letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in words)
        return f"/veh/{'-'.join(word for word in letters.split('-') if word)}-{self.key}/"

    @property
    def url(self) -> str:
        """The canonical URL of its page."""
        return f"https://{HOST}{self.path}"

    @property
    def price_text(self) -> str:
        """The price as pages word it, a foreign one with its conversion into dollars."""
        if self.price is None:
            return "PRICE UNDISCLOSED"
        own = f"{SIGNS[self.currency]}{self.price:,.0f}"
        return own if self.currency == "USD" else f"{own} (${self.price * 2:,.0f})"

    @property
    def photo_urls(self) -> list[str]:
        """The originals of its photos."""
        names = (hashlib.sha1(f"{self.key} {i}".encode()) for i in range(self.photos))  # noqa: S324
        return [f"https://images.classic.com/vehicles/{name.hexdigest()}.jpg" for name in names]

    def listing(self) -> Listing:
        """What its page gives."""
        asked = self.price if self.status in ("for_sale", "ended") else None
        paid = self.price if self.status == "sold" else None
        return Listing(
            url=self.url,
            source="classic_com",
            title=self.car.title,
            status=self.status,
            asking_price=asked,
            sale_price=paid,
            currency=self.currency if asked or paid else None,
            location=self.location,
            source_url=self.source_url,
        )

    def vehicle(self) -> Vehicle:
        """What its page gives."""
        car = self.car
        stated = {
            "engine": car.engine,
            "transmission": car.transmission,
            "drivetrain": car.drivetrain,
            "body_style": car.body_style,
            "exterior_color": car.exterior_color,
            "interior_color": car.interior_color,
        }
        has_number, has_mileage = self.number is not None, "mileage" not in self.left_out
        return Vehicle(
            vin=car.vin if has_number else None,
            vin_text=self.number,
            chassis_number=car.chassis_number if has_number else None,
            year=car.year,
            make=car.make,
            model=car.model,
            trim=car.trim,
            mileage=car.mileage if has_mileage else None,
            mileage_text=mileage_text(car) if has_mileage else None,
            mileage_unit=car.mileage_unit if has_mileage else None,
            description=self.description,
            **{name: text for name, text in stated.items() if name not in self.left_out},
        )

    def images(self) -> list[VehicleImage]:
        """What its page gives."""
        return [VehicleImage(url=url, position=i) for i, url in enumerate(self.photo_urls, 1)]


def mileage_text(car: Car) -> str:
    """The mileage as pages word it."""
    return f"{car.mileage:,} {car.mileage_unit}"


def invent(rng: random.Random, serial: int, status: str | None = None) -> ListedCar:
    """A car that only Classic.com shows, with its own number of `serial` (700,000 to 899,999) and,
    where none is given, a status by that."""
    status = status or _STATUSES[serial % len(_STATUSES)]
    left_out = [name for name in _LEFT_OUT if rng.random() < 0.15]
    if serial % 9 == 4:
        left_out.append("vin")
    return ListedCar(
        car=make_car(rng, serial),
        status=status,
        price=None if serial % 7 == 4 else Decimal(rng.randint(18, 2_400) * 500),
        currency="GBP" if serial % 10 == 3 else "EUR" if serial % 10 == 6 else "USD",
        source_url=f"https://upstream.example/lot/{serial}" if rng.random() < 0.7 else None,
        photos=0 if serial % 13 == 7 else rng.randint(1, 9),
        location=rng.choice(_PLACES) if rng.random() < 0.8 else None,
        description="Its sister was SOLD for $999,000 in 1999." if rng.random() < 0.4 else None,
        left_out=tuple(left_out),
    )
