"""Cars that might exist: a catalogue of collector cars, and one car of it with its own numbers."""

# ruff: noqa: E501 -- the catalogue is a table, one model a line

import random
from dataclasses import dataclass
from typing import NamedTuple

V8 = ("5.7-Liter V8", "5.0-Liter V8", "6.2-Liter V8")
BIG_BLOCK = ("350ci V8", "396ci V8", "427ci V8", "454ci V8")
SIX = ("2.8-Liter Inline-Six", "3.0-Liter Inline-Six", "3.2-Liter Inline-Six")
FLAT_SIX = ("2.4-Liter Flat-Six", "3.0-Liter Flat-Six", "3.2-Liter Flat-Six", "3.6-Liter Flat-Six")
FOUR = ("1.6-Liter Inline-Four", "1.8-Liter Inline-Four", "2.0-Liter Inline-Four")
FLAT_FOUR = ("1.6-Liter Flat-Four", "1.7-Liter Flat-Four")
V12 = ("5.3-Liter V12", "5.5-Liter V12", "6.0-Liter V12")
V6 = ("2.8-Liter V6", "3.0-Liter V6")

TRANSAXLE = ("Five-Speed Manual Transaxle", "Six-Speed Manual Transaxle")
MANUAL = ("Four-Speed Manual Transmission", "Five-Speed Manual Transmission")
AUTOMATIC = ("Three-Speed Automatic Transmission", "Four-Speed Automatic Transmission")
ANY = MANUAL + AUTOMATIC

REAR, FRONT = "Rear-Wheel Drive", "Front-Wheel Drive"
FOUR_WHEEL, ALL_WHEEL = "Four-Wheel Drive", "All-Wheel Drive"


class Kind(NamedTuple):
    """A model of the catalogue: what all its cars have in common, and what they may differ in."""

    make: str
    model: str
    first: int
    last: int
    body: str
    trims: tuple[str, ...]
    engines: tuple[str, ...]
    gearboxes: tuple[str, ...]
    drivetrain: str
    wmi: str


# fmt: off
CATALOGUE = (
    Kind("Porsche", "911", 1967, 1997, "Coupe", ("S", "T", "Carrera", "Turbo"), FLAT_SIX, TRANSAXLE, REAR, "WP0"),
    Kind("Porsche", "911 Targa", 1974, 1993, "Targa", ("Carrera", "SC"), FLAT_SIX, TRANSAXLE, REAR, "WP0"),
    Kind("Porsche", "914", 1970, 1976, "Targa", (), FLAT_FOUR, TRANSAXLE, REAR, "WP0"),
    Kind("Porsche", "928", 1978, 1995, "Coupe", ("S4", "GTS"), V8, TRANSAXLE, REAR, "WP0"),
    Kind("Porsche", "356", 1955, 1965, "Coupe", ("SC", "Super 90"), FLAT_FOUR, TRANSAXLE[:1], REAR, "WP0"),
    Kind("Chevrolet", "Corvette", 1963, 2013, "Coupe", ("Stingray", "Z06", "Grand Sport"), BIG_BLOCK, ANY, REAR, "1G1"),
    Kind("Chevrolet", "Camaro", 1967, 2002, "Coupe", ("Z/28", "RS", "SS 396"), BIG_BLOCK, ANY, REAR, "1G1"),
    Kind("Chevrolet", "Chevelle", 1964, 1973, "Hardtop", ("SS 396", "Malibu"), BIG_BLOCK, ANY, REAR, "1G1"),
    Kind("Chevrolet", "Bel Air", 1953, 1957, "Sedan", (), ("265ci V8", "283ci V8"), ANY, REAR, "1G1"),
    Kind("Chevrolet", "C10", 1962, 1987, "Pickup", ("Cheyenne", "Silverado"), BIG_BLOCK, ANY, REAR, "1GC"),
    Kind("Ford", "Mustang", 1965, 2014, "Coupe", ("GT", "Mach 1", "Boss 302"), ("289ci V8", "302ci V8", "351ci V8"), ANY, REAR, "1FA"),
    Kind("Ford", "Bronco", 1966, 1996, "SUV", ("Ranger", "Eddie Bauer"), ("302ci V8", "351ci V8"), ANY, FOUR_WHEEL, "1FM"),
    Kind("Ford", "Thunderbird", 1955, 1997, "Convertible", (), ("292ci V8", "312ci V8"), ANY, REAR, "1FA"),
    Kind("Ford", "GT", 2005, 2006, "Coupe", ("Heritage",), ("5.4-Liter Supercharged V8",), TRANSAXLE[1:], REAR, "1FA"),
    Kind("Pontiac", "GTO", 1964, 1974, "Coupe", ("Judge",), ("389ci V8", "400ci V8"), ANY, REAR, "2G2"),
    Kind("Pontiac", "Firebird", 1967, 2002, "Coupe", ("Trans Am", "Formula"), ("400ci V8", "455ci V8"), ANY, REAR, "2G2"),
    Kind("Plymouth", "'Cuda", 1970, 1974, "Coupe", ("340", "440"), ("340ci V8", "440ci V8"), ANY, REAR, "1P3"),
    Kind("Dodge", "Viper", 1992, 2010, "Roadster", ("RT/10", "SRT-10"), ("8.0-Liter V10",), ("Six-Speed Manual Transmission",), REAR, "1B3"),
    Kind("Dodge", "Dart", 1963, 1976, "Sedan", ("Swinger", "GTS"), ("273ci V8", "340ci V8"), ANY, REAR, "1B3"),
    Kind("Dodge", "Power Wagon", 1946, 1980, "Pickup", ("W200",), ("318ci V8",), MANUAL, FOUR_WHEEL, "1B7"),
    Kind("Jeep", "Grand Wagoneer", 1984, 1991, "SUV", (), ("360ci V8",), AUTOMATIC, FOUR_WHEEL, "1J4"),
    Kind("Jeep", "CJ-7", 1976, 1986, "SUV", ("Renegade", "Laredo"), ("258ci Inline-Six", "304ci V8"), MANUAL, FOUR_WHEEL, "1JC"),
    Kind("Buick", "Grand National", 1984, 1987, "Coupe", (), ("Turbocharged 3.8-Liter V6",), AUTOMATIC[1:], REAR, "1G4"),
    Kind("Cadillac", "Eldorado", 1959, 2002, "Convertible", ("Biarritz",), ("390ci V8", "500ci V8"), AUTOMATIC, REAR, "1G6"),
    Kind("Lincoln", "Continental", 1961, 1979, "Sedan", ("Mark IV",), ("430ci V8", "462ci V8"), AUTOMATIC, REAR, "1LN"),
    Kind("Shelby", "Cobra", 1963, 1967, "Roadster", (), ("289ci V8", "427ci V8"), MANUAL[:1], REAR, "1ZV"),
    Kind("AC", "Ace", 1954, 1999, "Roadster", ("Bristol",), SIX, MANUAL, REAR, "SCF"),
    Kind("DeLorean", "DMC-12", 1981, 1983, "Coupe", (), V6[:1], TRANSAXLE[:1], REAR, "SCE"),
    Kind("Mercedes-Benz", "280SL", 1968, 1971, "Roadster", (), SIX, ANY, REAR, "WDB"),
    Kind("Mercedes-Benz", "560SL", 1986, 1989, "Roadster", (), ("5.5-Liter V8",), AUTOMATIC[1:], REAR, "WDB"),
    Kind("Mercedes-Benz", "G500", 2002, 2008, "SUV", ("Cabriolet",), ("5.0-Liter V8",), ("Seven-Speed Automatic Transmission",), FOUR_WHEEL, "WDC"),
    Kind("Mercedes-Benz", "190E", 1984, 1993, "Sedan", ("2.3-16",), FOUR, ANY, REAR, "WDB"),
    Kind("BMW", "M3", 1988, 2013, "Coupe", ("Evolution", "Competition"), ("2.3-Liter Inline-Four", "3.2-Liter Inline-Six"), MANUAL[1:], REAR, "WBS"),
    Kind("BMW", "2002", 1968, 1976, "Sedan", ("tii", "Turbo"), FOUR, MANUAL, REAR, "WBA"),
    Kind("BMW", "Z3", 1996, 2002, "Roadster", ("M Coupe",), SIX, MANUAL[1:], REAR, "WBS"),
    Kind("BMW", "325ix", 1988, 1991, "Sedan", (), SIX, ANY, ALL_WHEEL, "WBA"),
    Kind("Audi", "Quattro", 1983, 1985, "Coupe", ("Turbo",), ("Turbocharged 2.1-Liter Inline-Five",), MANUAL[1:], ALL_WHEEL, "WAU"),
    Kind("Volkswagen", "Beetle", 1956, 1979, "Sedan", ("Convertible", "Super"), FLAT_FOUR, MANUAL, REAR, "WVW"),
    Kind("Volkswagen", "Type 2", 1955, 1979, "Van", ("Westfalia", "23-Window"), FLAT_FOUR, MANUAL, REAR, "WV2"),
    Kind("Volkswagen", "Golf", 1985, 2010, "Hatchback", ("GTI", "R32"), FOUR, MANUAL[1:], FRONT, "WVW"),
    Kind("Ferrari", "308", 1976, 1985, "Targa", ("GTS", "GTB"), ("2.9-Liter V8",), TRANSAXLE[:1], REAR, "ZFF"),
    Kind("Ferrari", "Testarossa", 1985, 1991, "Coupe", (), ("4.9-Liter Flat-Twelve",), TRANSAXLE[:1], REAR, "ZFF"),
    Kind("Ferrari", "360", 1999, 2005, "Convertible", ("Spider", "Modena"), ("3.6-Liter V8",), TRANSAXLE[1:], REAR, "ZFF"),
    Kind("Lamborghini", "Countach", 1976, 1990, "Coupe", ("LP400 S", "5000 QV"), ("4.0-Liter V12", "5.2-Liter V12"), TRANSAXLE[:1], REAR, "ZA9"),
    Kind("Maserati", "Ghibli", 1967, 1973, "Coupe", ("SS",), ("4.7-Liter V8",), MANUAL[1:], REAR, "ZAM"),
    Kind("Alfa Romeo", "Spider", 1967, 1994, "Convertible", ("Duetto", "Veloce", "Quadrifoglio"), FOUR, MANUAL[1:], REAR, "ZAR"),
    Kind("Alfa Romeo", "GTV6", 1981, 1986, "Coupe", ("Balocco",), ("2.5-Liter V6",), TRANSAXLE[:1], REAR, "ZAR"),
    Kind("De Tomaso", "Pantera", 1971, 1989, "Coupe", ("GTS",), ("351ci V8",), TRANSAXLE[:1], REAR, "ZDT"),
    Kind("Lancia", "Delta", 1988, 1994, "Hatchback", ("HF Integrale Evoluzione",), ("Turbocharged 2.0-Liter Inline-Four",), MANUAL[1:], ALL_WHEEL, "ZLA"),
    Kind("Fiat", "124", 1968, 1985, "Convertible", ("Spider",), FOUR, MANUAL[1:], REAR, "ZFA"),
    Kind("Aston Martin", "DB6", 1966, 1970, "Coupe", ("Vantage",), ("4.0-Liter Inline-Six",), ANY, REAR, "SCF"),
    Kind("Aston Martin", "DB9", 2005, 2016, "Coupe", ("Volante",), V12[2:], ("Six-Speed Automatic Transaxle",), REAR, "SCF"),
    Kind("Austin-Healey", "3000", 1959, 1967, "Roadster", ("Mk III",), ("2.9-Liter Inline-Six",), MANUAL[:1], REAR, "SAH"),
    Kind("Jaguar", "XKE", 1961, 1974, "Roadster", ("Series 2", "Series III"), ("4.2-Liter Inline-Six", "5.3-Liter V12"), ANY, REAR, "SAJ"),
    Kind("Jaguar", "XJS", 1976, 1996, "Coupe", ("V12",), V12, AUTOMATIC, REAR, "SAJ"),
    Kind("Land Rover", "Defender", 1983, 2016, "SUV", ("90", "110"), ("3.5-Liter V8", "2.5-Liter Turbodiesel Inline-Four"), MANUAL[1:], FOUR_WHEEL, "SAL"),
    Kind("Land Rover", "Series III", 1972, 1985, "SUV", ("88",), ("2.3-Liter Inline-Four",), MANUAL[:1], FOUR_WHEEL, "SAL"),
    Kind("Rolls-Royce", "Silver Shadow", 1966, 1980, "Sedan", ("II",), ("6.8-Liter V8",), AUTOMATIC[:1], REAR, "SCA"),
    Kind("Bentley", "Turbo R", 1986, 1997, "Sedan", ("LWB",), ("Turbocharged 6.8-Liter V8",), AUTOMATIC, REAR, "SCB"),
    Kind("MG", "MGB", 1963, 1980, "Roadster", ("GT",), FOUR, MANUAL[:1], REAR, "SAX"),
    Kind("Triumph", "TR6", 1969, 1976, "Roadster", (), ("2.5-Liter Inline-Six",), MANUAL[:1], REAR, "SAT"),
    Kind("Lotus", "Esprit", 1977, 2004, "Coupe", ("Turbo", "V8"), ("Turbocharged 2.2-Liter Inline-Four",), TRANSAXLE[:1], REAR, "SCC"),
    Kind("Toyota", "Land Cruiser", 1964, 2007, "SUV", ("FJ40", "FJ60"), ("4.2-Liter Inline-Six",), ANY, FOUR_WHEEL, "JT3"),
    Kind("Toyota", "Supra", 1982, 1998, "Coupe", ("Turbo",), SIX, MANUAL[1:], REAR, "JT2"),
    Kind("Datsun", "240Z", 1970, 1973, "Coupe", ("Series I",), ("2.4-Liter Inline-Six",), MANUAL[:1], REAR, "JN1"),
    Kind("Acura", "NSX", 1991, 2005, "Coupe", ("NSX-T", "Zanardi"), ("3.0-Liter V6", "3.2-Liter V6"), TRANSAXLE, REAR, "JH4"),
    Kind("Mazda", "RX-7", 1979, 1995, "Coupe", ("Turbo II", "R1"), ("Twin-Turbocharged 1.3-Liter 13B Rotary",), MANUAL[1:], REAR, "JM1"),
    Kind("Subaru", "Impreza", 2002, 2014, "Sedan", ("WRX STI",), ("Turbocharged 2.5-Liter Flat-Four",), ("Six-Speed Manual Transmission",), ALL_WHEEL, "JF1"),
    Kind("International Harvester", "Scout II", 1971, 1980, "SUV", ("Terra", "Traveler"), ("304ci V8", "345ci V8"), ANY, FOUR_WHEEL, "1HT"),
)
# fmt: on

EXTERIORS = (
    "Guards Red", "Grand Prix White", "Rally Green", "Signal Orange", "Midnight Blue Metallic",
    "British Racing Green", "Light Yellow", "Anthracite Gray", "Silver Blue Metallic", "Black",
    "Rosso Corsa", "Marina Blue", "Tornado Red", "Champagne Beige", "Arctic White",
    "Blu Chiaro", "Oak Green Metallic", "Slate Gray", "Sunset Gold", "Alpine White",
)  # fmt: skip
INTERIORS = (
    "Black Leather", "Tan Leather", "Red Vinyl", "Parchment Leather", "Cork Leatherette",
    "Blue Cloth", "Black and White Houndstooth Cloth", "Crema Leather", "Gray Alcantara",
    "Saddle Vinyl",
)  # fmt: skip

_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_VALUES = {c: v for v, group in enumerate(("", "AJ", "BKS", "CLT", "DMU", "ENV", "FW", "GPX", "HY", "RZ")) for c in group}  # fmt: skip
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"  # 1980 is A; the row begins again in 2010


@dataclass(frozen=True)
class Car:
    """One car and everything that a page might state of it."""

    year: int
    make: str
    model: str
    trim: str | None
    vin: str | None  # cars of 1981 and later
    chassis_number: str | None  # cars before 1981
    mileage: int
    mileage_unit: str  # "mi" or "km"
    engine: str
    transmission: str
    drivetrain: str
    body_style: str
    exterior_color: str
    interior_color: str

    @property
    def title(self) -> str:
        """Year, make, model and, where there is one, trim: "1972 Chevrolet Corvette Stingray"."""
        return " ".join(str(part) for part in (self.year, self.make, self.model, self.trim) if part)


def make_car(rng: random.Random, serial: int) -> Car:
    """A car whose VIN or chassis number no car of another `serial` (0 to 899,999) has."""
    kind = rng.choice(CATALOGUE)
    year = rng.randint(kind.first, kind.last)
    return Car(
        year=year,
        make=kind.make,
        model=kind.model,
        trim=rng.choice(kind.trims) if kind.trims and rng.random() < 0.6 else None,
        vin=make_vin(rng, kind.wmi, year, serial) if year >= 1981 else None,
        chassis_number=_chassis_number(rng, serial) if year < 1981 else None,
        mileage=_mileage(rng),
        mileage_unit="km" if rng.random() < 0.08 else "mi",
        engine=rng.choice(kind.engines),
        transmission=rng.choice(kind.gearboxes),
        drivetrain=kind.drivetrain,
        body_style=kind.body,
        exterior_color=rng.choice(EXTERIORS),
        interior_color=rng.choice(INTERIORS),
    )


def make_vin(rng: random.Random, wmi: str, year: int, serial: int) -> str:
    """A 17-character VIN with the check digit of 49 CFR 565 at its ninth place."""
    section = "".join(rng.choice(_VIN_LETTERS + "0123456789") for _ in range(5))
    code = _YEAR_CODES[(year - 1980) % 30]
    vin = f"{wmi}{section}0{code}{rng.choice(_VIN_LETTERS)}{serial:06d}"
    return vin[:8] + check_digit(vin) + vin[9:]


def check_digit(vin: str) -> str:
    """The ninth character that makes `vin` (17 characters, whatever its ninth) valid."""
    values = (int(c) if c.isdigit() else _VIN_VALUES[c] for c in vin)
    rest = sum(v * w for v, w in zip(values, _VIN_WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _chassis_number(rng: random.Random, serial: int) -> str:
    number = str(serial + 10_000)  # five digits and more, another for each serial
    prefix = rng.choice(("", "", "911", "9113", "HNL", "S", "1Z37K2S", "124GC", "BJ8L", "L42"))
    return prefix + number


def _mileage(rng: random.Random) -> int:
    if rng.random() < 0.2:
        return rng.randint(12, 999)
    return rng.randint(1_000, 189_999)
