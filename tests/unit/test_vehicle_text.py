import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.vehicle_text import (
    read_body_style,
    read_drivetrain,
    read_engine,
    read_exterior_color,
    read_interior_color,
    read_mileage,
    read_number,
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
        ("< 100 miles", None, "mi"),
        ("miles: 29,200", 29200, "mi"),
        ("Kms: 45.123", 45123, "km"),
        ("Odo: 45,123", 45123, None),
        ("Mileage 45,123", 45123, None),
        ("Odometer: 45,123 (TMU)", 45123, None),
        ("1,234 (TMU)", 1234, None),
        ("45,000 TMU", 45000, None),
        ("TMU: 45,123", 45123, None),
        ("45,123 (not actual)", 45123, None),
        ("Mileage: Exempt", None, None),
        ("Miles: TMU", None, None),
        ("Mileage: 45,123 (Exempt)", 45123, None),
        ("45,123 miles | 72,619 km", 45123, "mi"),
        ("72,619 km (45,123 miles)", 72619, "km"),
        ("Shows 29,200 Miles", 29200, "mi"),
        ("45,123 certified miles", 45123, "mi"),
        ("45,123 miles believed to be original", 45123, "mi"),
        ("45,123.0 miles", 45123, "mi"),
        ("999,999 miles", None, "mi"),
        ("Mileage: 0", None, None),
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
        "45k",
        "Exempt",
        "Unknown",
        "45,XXX miles",
        "350 hours",
        "Delivery Mileage",
        "Mileage: 2,500 since rebuild",
        "Michelin Tires",
        "",
    ],
)
def test_what_is_no_mileage_gives_none(text: str) -> None:
    assert read_mileage(text) is None


@pytest.mark.parametrize(
    ("text", "label", "mileage", "unit"),
    [
        ("29,200", "Miles", 29200, "mi"),
        ("29,200", "Miles:", 29200, "mi"),
        ("29.200", "Kilometers", 29200, "km"),
        ("29,200", "Mileage", 29200, None),
        ("29,200", "Odometer Reading", 29200, None),
        ("29,200 km", "Miles", 29200, "km"),
        ("1,234 (TMU)", "Mileage", 1234, None),
        ("45K", "Mileage", 45000, None),
        ("Showing 29,200", "Odometer", 29200, None),
        ("~45,000", "Miles", 45000, "mi"),
        ("45,123 original", "Miles", 45123, "mi"),
        ("45,123+", "Miles", None, "mi"),
        ("<100", "Miles", None, "mi"),
        ("0", "Miles", None, "mi"),
        ("999999", "Mileage", None, None),
        ("Exempt", "Mileage", None, None),
        ("Unknown", "Mileage", None, None),
        ("TMU", "Mileage", None, None),
        ("Not Actual", "Mileage", None, None),
    ],
)
def test_a_fields_own_label_makes_a_bare_number_a_mileage(
    text: str, label: str, mileage: int | None, unit: str | None
) -> None:
    read = read_mileage(text, label)
    assert read is not None
    assert (read.mileage, read.unit, read.text) == (mileage, unit, text)


@pytest.mark.parametrize("text", ["N/A", "Call", "-", "", "Low", "2,500 since rebuild", "45xxx"])
def test_a_label_makes_no_mileage_of_other_words(text: str) -> None:
    assert read_mileage(text, "Mileage") is None


def test_a_label_of_something_else_makes_no_mileage() -> None:
    for label in ("Stock", "Year", "Hours", "Price"):
        assert read_mileage("29,200", label) is None


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
        ("I6", True),
        ("Inline 6", True),
        ("Straight Eight", True),
        ("6 Cylinder", True),
        ("4 Cyl.", True),
        ("427 cu. in. V8", True),
        ("426 Hemi", True),
        ("Engine: Electric", True),
        ("Motor: 5.7L", True),
        ("Engine: 12345", False),
        ("Engine: N/A", False),
        ("I-5 Commemorative Badge", False),
        ("427 Badges", False),
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
        ("5 Spd Manual", True),
        ("3 Speed Auto", True),
        ("6-Speed", True),
        ("7-Speed Dual Clutch", True),
        ("TH400", True),
        ("PDK", True),
        ("Transmission: Manual", True),
        ("Gearbox: F1", True),
        ("Transmission: 12345", False),
        ("Transmission: N/A", False),
        ("Manual Steering", False),
        ("2-Speed Wipers", False),
        ("10-Speed Bicycle", False),
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
    assert read_drivetrain(["Rear Wheel Drive (RWD)"], "") == "Rear Wheel Drive"
    assert read_drivetrain([], "1989 Ford Bronco XLT 4×4 5-Speed") == "4×4"
    assert read_drivetrain(["All-Wheel Drive Removed"], "1989 Audi Quattro") is None
    assert read_drivetrain([], "2016 Mercedes-Benz G-Class 4×4²") is None


@pytest.mark.parametrize(
    ("line", "outside", "inside"),
    [
        ("Rosso Corsa", "Rosso Corsa", None),
        ("Giallo Modena", "Giallo Modena", None),
        ("Indian Red", "Indian Red", None),
        ("Exterior Color: Rosso Corsa", "Rosso Corsa", None),
        ("Exterior: Guards Red", "Guards Red", None),
        ("Colour: Grey", "Grey", None),
        ("Exterior Color: Red with Black Stripes", "Red with Black Stripes", None),
        ("Interior: Tan", None, "Tan"),
        ("Interior Color: Tan Leather", None, "Tan Leather"),
        ("Upholstery: Black Vinyl", None, "Black Vinyl"),
        ("Cream Leather", None, "Cream Leather"),
        ("Black/Red", None, None),
        ("Black over Tan", None, None),
        ("Exterior Color: Black/Red", "Black/Red", None),
        ("Exterior Color: N/A", None, None),
        ("Interior: Original", None, None),
        ("Exterior: Excellent", None, None),
        ("Rosso Corsa Calipers", None, None),
        ("Red Calipers", None, None),
    ],
)
def test_a_colour_is_a_labelled_value_or_the_name_of_one(
    line: str, outside: str | None, inside: str | None
) -> None:
    assert read_exterior_color([line]) == outside
    assert read_interior_color([line]) == inside


@given(
    st.integers(1, 1_999_999).filter(lambda number: number != 999_999),  # stands for unknown
    st.sampled_from(["miles", "km", "mi"]),
)
def test_a_written_mileage_is_read_back(mileage: int, unit: str) -> None:
    read = read_mileage(f"{mileage:,} {unit}")
    assert read is not None
    assert read.mileage == mileage


@pytest.mark.parametrize("text", ["18/24 mpg", "21 MPG", "9 l/100 km", "11.5 L / 100km"])
def test_what_a_car_burns_is_no_mileage(text: str) -> None:
    assert read_mileage(text, label="Mileage") is None
