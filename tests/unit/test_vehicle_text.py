from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.vehicle_text import (
    read_body_style,
    read_drivetrain,
    read_engine,
    read_mileage,
    read_number,
    read_price,
    read_transmission,
)
from crawler.pages.vehicle_text.number import check_digit


@pytest.mark.parametrize(
    ("text", "vin", "chassis"),
    [
        ("WP0ZZZ91ZMS109999", "WP0ZZZ91ZMS109999", None),
        ("Chassis: wp0zzz91zms109999", "WP0ZZZ91ZMS109999", None),
        ("VIN # 1M8GDM9AXKP042788", "1M8GDM9AXKP042788", None),
        ("1M8 GDM9A XKP042788", "1M8GDM9AXKP042788", None),
        ("1M8GDM9A1KP042788", None, "1M8GDM9A1KP042788"),
        ("JM1NA35I9R0999999", None, "JM1NA35I9R0999999"),
        ("85576", None, "85576"),
        ("Chassis: 194377s105432", None, "194377S105432"),
        ("1E 12345", None, "1E 12345"),
        ("AB5/1234/R", None, "AB5/1234/R"),
        ("113.044-10-001234", None, "113.044-10-001234"),
        ("12345 (Titled as 1967)", None, "12345"),
        ("11111111111111111", None, None),
        ("00000", None, None),
        ("{{Vin}}", None, None),
        ("Withheld", None, None),
        ("S/N: 85576", None, "85576"),
        ("Serial No.: 85576", None, "85576"),
        ("12345 & 67890", None, None),
        ("12345 or 67890", None, None),
        ("N/A", None, None),
        ("None", None, None),
        ("TBD", None, None),
        ("-", None, None),
        ("See photo 3", None, None),
        ("", None, None),
    ],
)
def test_a_number_is_a_vin_or_a_chassis_number_or_neither(
    text: str, vin: str | None, chassis: str | None
) -> None:
    number = read_number(text)
    assert (number.vin, number.chassis_number) == (vin, chassis)


def test_a_number_is_kept_as_stated() -> None:
    assert read_number("Chassis:  Withheld ").vin_text == "Withheld"
    assert read_number("VIN: wp0zzz91zms109999").vin_text == "wp0zzz91zms109999"
    assert read_number("VIN: ").vin_text is None


def test_the_check_digit_is_that_of_the_regulation() -> None:
    assert check_digit("1M8GDM9A_KP042788".replace("_", "0")) == "X"
    assert check_digit("11111111111111111") == "1"


@pytest.mark.parametrize(
    ("text", "mileage", "unit"),
    [
        ("61 Miles", 61, "mi"),
        ("13k Miles ", 13000, "mi"),
        ("500 Miles Shown", 500, "mi"),
        ("7k Miles Shown, TMU", 7000, "mi"),
        ("123k Miles Shown on Repaired Speedometer", 123000, "mi"),
        ("243k Kilometers (~151k Miles) Shown", 243000, "km"),
        ("~30k Miles", 30000, "mi"),
        ("97,800 miles", 97800, "mi"),
        ("97.800 km", 97800, "km"),
        ("1,234 km", 1234, "km"),
        ("13.5k Miles", 13500, "mi"),
        ("Mileage: 34,567", 34567, None),
        ("TMU", None, None),
        ("0 mi", None, "mi"),
        ("12.3 Miles", None, "mi"),
        ("10k Original Miles", 10000, "mi"),
        ("TMU, 45k Miles Shown", 45000, "mi"),
        ("45k Miles Shown on Five-Digit Odometer", 45000, "mi"),
        ("Under 500 Miles", None, "mi"),
        ("100k+ Miles", None, "mi"),
    ],
)
def test_a_mileage_is_read_with_its_unit(text: str, mileage: int | None, unit: str | None) -> None:
    read = read_mileage(text)
    assert read is not None
    assert (read.mileage, read.unit, read.text) == (mileage, unit, text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "Serviced 200 Miles Ago",
        "5-Mile Tires",
        "200 Miles Since Rebuild",
        "5k Miles on Rebuilt Engine",
        "2,000 Miles on Tires",
        "4k Miles Since Rebuild",
        "Rebuilt Engine, 4k Miles Ago",
        "100 Mile Club",
        "34,567",
        "Michelin Tires",
        "",
    ],
)
def test_what_is_no_mileage_gives_none(text: str) -> None:
    assert read_mileage(text) is None


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$89,500", "89500", "USD"),
        ("USD $42,000", "42000", "USD"),
        ("$42,000.50", "42000.50", "USD"),
        ("€12.500", "12500", "EUR"),
        ("1.250.000,50 €", "1250000.50", "EUR"),
        ("CHF 1'250'000", "1250000", "CHF"),
        ("£1,179,070 ($1,540,000)", "1179070", "GBP"),
        ("CAD $45,000", "45000", "CAD"),
        ("$45k", "45000", "USD"),
        ("$1.2M", "1200000", "USD"),
        ("Price: $5,000", "5000", "USD"),
        ("$89,500 OBO", "89500", "USD"),
    ],
)
def test_a_price_is_read_in_its_own_currency(text: str, amount: str, currency: str) -> None:
    price = read_price(text)
    assert price is not None
    assert (price.amount, price.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text",
    [
        *("Call", "Sold", "Inquire", "", "1970", "$399/mo", "$399 (per month)", "$399 per month"),
        *("$10,000 - $12,000", "$0", "1970 Porsche 911 $89,500", "MSRP $90,000", "¥1,000,000"),
        *("$1,23,456", "$1.234M", "CHF £100", "Was $10,000 Now $9,000", "$2,000 down"),
    ],
)
def test_what_is_not_one_price_gives_none(text: str) -> None:
    assert read_price(text) is None


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("1965 Ford Mustang Fastback", "Fastback"),
        ("1955 Buick Special 2-Door Hardtop", "Hardtop"),
        ("1955 Buick Special Hardtop Sedan 4-Speed", "Hardtop Sedan"),
        ("1972 Volvo 1800ES Shooting Brake", "Shooting Brake"),
        ("1950 Lagonda 2.6-Litre Drophead Coupe by Norland", "Drophead Coupe"),
        ("1953 Jaguar XK120 Roadster w/Hardtop", "Roadster"),
        ("Ex-Norland Sedan 1965 Ford Mustang", None),
        ("1965 Dodge Power Wagon", None),
        ("1965 Ford Country Sedan", None),
        ("1989 Porsche 911 Targa-Style", None),
        ("1965 Ford Crown Victoria", None),
        ("1965 Ford Mustang Coupe to Convertible", None),
        ("", None),
    ],
)
def test_a_body_is_the_word_of_the_title(title: str, body: str | None) -> None:
    assert read_body_style(title) == body


@pytest.mark.parametrize(
    ("line", "engine"),
    [
        ("1,275cc Inline-Four", True),
        ("350ci V8 w/Four-Barrel Carburetor", True),
        ("Built 3.3-Liter Inline-Six, Forged Pistons", True),
        ("Dual Electric Motors", True),
        ("Twelve-Cylinder Diesel", True),
        ("Exhaust for 5.0L V8", False),
        ("2.7L Aluminum Radiator", False),
        ("V8 Swap Kit", False),
        ("Sunroof", False),
    ],
)
def test_an_engine_is_a_line_that_names_one_and_no_part(line: str, engine: bool) -> None:
    assert (read_engine([line]) is not None) is engine


@pytest.mark.parametrize(
    ("line", "transmission"),
    [
        ("Six-Speed Manual Transaxle", True),
        ("Four-Speed w/Overdrive", True),
        ("Rebuilt Four-Speed Manual Gearbox", True),
        ("Seven-Speed PDK", True),
        ("TorqueFlite Automatic", True),
        ("Automatic Transmission Cooler", False),
        ("Manual Soft Top", False),
        ("Owner’s Manual", False),
        ("Four-Speed Blower Fan", False),
    ],
)
def test_a_transmission_is_a_line_that_names_one(line: str, transmission: bool) -> None:
    assert (read_transmission([line]) is not None) is transmission


def test_driven_wheels_are_a_lines_words_else_the_titles_mark() -> None:
    assert read_drivetrain(["Full-Time Four-Wheel Drive"], "") == "Full-Time Four-Wheel Drive"
    assert read_drivetrain([], "1989 Ford Bronco XLT 4×4 5-Speed") == "4×4"
    assert read_drivetrain(["All-Wheel Drive Removed"], "1989 Audi Quattro") is None
    assert read_drivetrain([], "2016 Mercedes-Benz G-Class 4×4²") is None


@given(st.integers(1, 1_999_999), st.sampled_from(["miles", "km", "mi"]))
def test_a_written_mileage_is_read_back(mileage: int, unit: str) -> None:
    read = read_mileage(f"{mileage:,} {unit}")
    assert read is not None
    assert read.mileage == mileage


@given(st.integers(1, 99_999_999))
def test_a_written_price_is_read_back(amount: int) -> None:
    price = read_price(f"${amount:,}")
    assert price is not None
    assert price.amount == amount
