from datetime import UTC, datetime

import pytest

from crawler.pages.vehicle_text import read_title
from crawler.pages.vehicle_text.makes import ALIASES, MAKES
from crawler.pages.vehicle_text.models import MODELS


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "No Reserve: 23k-Mile 1991 Mercedes-Benz 560SL",
            (1991, "Mercedes-Benz", "560SL", None),
        ),
        ("Supercharged 2006 Lotus Exige", (2006, "Lotus", "Exige", None)),
        (
            "1965 Austin-Healey 3000 Mk III BJ8",
            (1965, "Austin-Healey", "3000", "Mk III BJ8"),
        ),
        ("5.3L-Powered 1972 Chevrolet K5 Blazer", (1972, "Chevrolet", "K5 Blazer", None)),
        ("Euro 1988 BMW M3", (1988, "BMW", "M3", None)),
        ("Coyote-Powered 1967 Ford Mustang", (1967, "Ford", "Mustang", None)),
        ("1987 Buick Grand National", (1987, "Buick", "Grand National", None)),
        ("1995 Rolls Royce Corniche", (1995, "Rolls-Royce", "Corniche", None)),
        ("10k-Mile 1999 Harley Davidson Zephyr", (1999, "Harley-Davidson", "Zephyr", None)),
        ("1957 Ghia Crown Imperial", (1957, "Ghia", "Crown Imperial", None)),
        ("350-Powered ’32 Ford Roadster", (None, None, None, None)),
        ("2024 VW Golf R", (2024, "Volkswagen", "Golf R", None)),
        ("1990 Mercedes 500 SL", (1990, "Mercedes-Benz", "500 SL", None)),
        ("1955 Chevy Bel Air", (1955, "Chevrolet", "Bel Air", None)),
        ("2008 Alfa 8C", (2008, "Alfa Romeo", "8C", None)),
        ("1970 Citroen DS21", (1970, "Citroën", "DS21", None)),
        ("1970½ Chevrolet Camaro", (1970, "Chevrolet", "Camaro", None)),
        ("1964.5 Ford Mustang GT", (1964, "Ford", "Mustang", "GT")),
        ("1974 MGB GT", (1974, "MG", "MGB GT", None)),
        ("1967 Ford Widget Special", (1967, "Ford", "Widget Special", None)),
        ("2000-Mile 1991 Porsche 911 Carrera 4", (1991, "Porsche", "911", "Carrera 4")),
        ("1991 Porsche 911-Based Roadster", (1991, "Porsche", "911-Based Roadster", None)),
        # A range of years is none; so is a number that is a model, or a thing made for a car.
        ("1959-1960 Porsche 356", (None, None, None, None)),
        ("BMW 2002 tii", (None, None, None, None)),
        ("BMW 2002 tii 1974", (None, None, None, None)),
        ("Wheels for 1973 Porsche 911", (None, None, None, None)),
        ("Pair of Recaro Seats", (None, None, None, None)),
        ("Used Pair", (None, None, None, None)),
        ("1987 Aston DB5", (1987, None, None, None)),
        ("1967 White Convertible", (1967, None, None, None)),
        ("1934 Ford-Powered Roadster", (1934, None, None, None)),
        ("1884 Ford Mustang", (None, None, None, None)),
        ("", (None, None, None, None)),
    ],
)
def test_a_title_states_year_make_model_and_trim(
    title: str, expected: tuple[int | None, str | None, str | None, str | None]
) -> None:
    words = read_title(title)
    assert (words.year, words.make, words.model, words.trim) == expected


def test_next_years_cars_exist_and_those_after_do_not() -> None:
    year = datetime.now(UTC).year
    assert read_title(f"{year + 1} Ford Bronco").year == year + 1
    assert read_title(f"{year + 2} Ford Bronco").year is None


def test_every_make_is_read_by_its_own_name_and_its_aliases() -> None:
    for name, make in ({make: make for make in MAKES} | ALIASES).items():
        assert read_title(f"1999 {name} Widget").make == make, name


def test_every_model_belongs_to_a_make_and_is_read() -> None:
    assert set(MODELS) <= set(MAKES)
    for make, models in MODELS.items():
        for model in models:
            if "#" not in model and "@" not in model:
                assert read_title(f"1999 {make} {model} Zx").model == model, (make, model)
