"""What dealers list among their cars, told from cars whose names sound like it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Vehicle
from crawler.pages.errors import NotAVehicle
from crawler.pages.not_a_car import refuse_not_a_car
from crawler.pages.vehicle_text import read_title
from crawler.pages.vehicle_text.makes import MAKES, MOTORCYCLE_MAKES

NUMBERED = Vehicle(vin_text="1M8GDM9AXKP042788")


def stated(title: str) -> Vehicle:
    """What a page states that has nothing but a title."""
    words = read_title(title)
    return Vehicle(year=words.year, make=words.make, model=words.model, trim=words.trim)


def rule_of(title: str, vehicle: Vehicle | None = None, **said: object) -> str | None:
    try:
        refuse_not_a_car(title, vehicle or stated(title), **said)  # type: ignore[arg-type]
    except NotAVehicle as refused:
        return refused.rule
    return None


CARS = (
    # words inside words
    *("1967 Dodge Dart GT", "1972 Aston Martin DBS"),
    *("1970 Abarth 1300 Scorpione", "1995 Dodge Neon"),
    *("1965 Shelby Cobra 427", "1991 Lamborghini Diablo", "2009 Lincoln Town Car Signature"),
    *("1989 Cadillac Allanté", "1979 Lincoln Continental Mark V Cartier", "1996 Buick Regal"),
    *("2012 Mercedes-Benz S350 Designo", "1987 Buick Grand National", "1970 Dodge Challenger"),
    *("1973 Porsche 914 Signal Orange", "2001 Acura Integra Type R", "2006 Dodge Charger Designer"),
    # boats that are none, and the like
    *("1931 Auburn 8-98 Boattail Speedster", "1971 Buick Riviera Boat Tail", "1964 Amphicar 770"),
    *("1934 Packard Twelve Boat-Tail Speedster", "1976 Lincoln Continental Land Yacht"),
    *("1969 Ford Mustang Mach 1 428 Super Cobra Jet", "1970 Plymouth Superbird"),
    *("1932 Ford Roadster Aircraft-Inspired", "1917 Fiat Botafogo Aircraft-Powered"),
    # trailers beside cars
    *("1996 Land Rover Defender 90 Trailer Hitch", "1969 Chevrolet Camaro Z/28 Trailer Queen"),
    *("1967 Sunbeam Tiger & Trailer", "1967 Sunbeam Tiger w/Trailer", "1962 Volvo P1800 + Trailer"),
    *("1955 Chevrolet Bel Air with Teardrop Trailer", "1972 Chevrolet C20 Trailer Package"),
    "1988 Porsche 911 Carrera as Seen on Bring a Trailer",
    # campers and trucks that are vehicles
    *("1973 GMC Motorhome", "1966 Ford F-250 Custom Camper Special", "1976 Winnebago Brave"),
    *("2002 Volkswagen EuroVan MV Weekender", "2015 Airstream Interstate Grand Tour"),
    *("1985 Peterbilt 379 Semi Tractor", "1977 Mercedes-Benz 409 Fire Truck", "1966 Unimog 404"),
    *("1951 Ford F-1 Sign Painter's Truck", "1959 Goggomobil TL400 Transporter"),
    # tractor makers' and motorcycle makers' cars
    *("1968 Lamborghini Miura", "1939 David Brown DB", "1957 Porsche 356 Speedster"),
    *("2013 Porsche Cayenne Diesel", "1959 Vespa 400", "1935 BSA Scout", "2012 KTM X-Bow"),
    *("1957 Zündapp Janus 250", "1967 NSU Ro80", "1973 NSU Prinz 1200 TT", "2013 Ariel Atom 3"),
    *("1936 Brough Superior 4-Litre", "1938 Lancia Aprilia", "1948 Rover 75"),
    # makes of both
    *("1974 Triumph TR6", "1967 Triumph TR5 PI", "1981 Triumph TR8", "1972 Triumph GT6 Mk III"),
    *("1979 Triumph Spitfire 1500", "1974 Triumph Dolomite Sprint", "1973 Triumph Stag"),
    *("1967 Honda S800", "1990 Honda CRX Si", "1972 Honda Z600", "1971 Honda N600 Sedan"),
    *("2000 Honda S2000", "1997 Honda CR-V", "1991 Honda Beat", "1986 Honda City Turbo"),
    *("1974 BMW 2002tii", "1972 BMW 3.0 CSi", "1980 BMW M1", "1985 BMW M635CSi", "1958 BMW 507"),
    *("2015 BMW F80 M3", "1957 BMW Isetta 300", "1999 BMW Z3 M Coupe", "1938 BMW 328"),
    *("1988 Suzuki Samurai JX", "1991 Suzuki Cappuccino", "1996 Suzuki X-90"),
    # makers of motorcycles in a car's name
    *("2002 Ford F-150 Harley-Davidson Edition SuperCrew", "2003 Harley-Davidson Ford F-150"),
    *("2003 Harley-Davidson F-150 Supercharged", "Harley-Davidson Edition 2003 Ford F-150"),
    *("1989 Indian Red Porsche 911", "1989 Porsche 911 Speedster Indian Red"),
    "1963 Pontiac Tempest",
    *("1971 International Scout 800B", "1967 Pontiac Firebird Trans Am"),
    "1964 Mercury Comet Cyclone",
    *("1977 Pontiac Can Am", "1965 AMC Rambler Rebel", "1970 Sunbeam Rapier", "1965 Sunbeam Tiger"),
    *("1965 Fiat 500 Motorcycle-Powered", "1965 Fiat 500 Motorcycle Engined"),
    "1936 Morgan Super Sports",
    # words of automobilia and parts in a car's name
    *("1963 Chevrolet Corvette w/Neon Sign", "1988 Lamborghini Countach Poster Car"),
    *("1970 Plymouth 'Cuda with Original Brochure", "1975 BMW 3.0 CSL Art Car"),
    "1932 Ford Model B",
    *("1965 Ford Mustang V8 4-Speed", "1969 Ford Mustang Boss 429"),
    "1969 Chevrolet Corvette 4-Wheel",
    *("1977 Porsche 911 Signed by Ferdinand Falk", "1967 Ford Mustang for Sale"),
    "1990 Mazda Miata",
    *("1972 Chevrolet C10 Parts Truck", "1967 MG MGB GT", "1957 Ford Thunderbird E-Code Hardtop"),
    *("1978 Volkswagen Thing", "1991 Nissan Figaro"),
    *("1970 Marcos Mantis", "1966 Jensen Interceptor"),
)  # fmt: skip


@pytest.mark.parametrize("title", CARS)
def test_a_car_is_one_whatever_its_name_sounds_like(title: str) -> None:
    assert rule_of(title) is None
    assert rule_of(title.upper()) is None
    assert rule_of(title, NUMBERED) is None


# These are no cars even where their page states a number.
THINGS = {
    "motorcycle": (
        *("2003 Harley-Davidson Heritage Softail", "2013 Ducati Monster 796", "1948 Indian Chief"),
        *("1969 Triumph Bonneville T120R", "1955 Triumph Thunderbird 6T", "1970 Triumph TR6R"),
        *("1974 Honda CB550", "1994 Honda CBR900RR"),
        *("1970 Honda CT70 Trail", "1984 Honda Gold Wing"),
        *("1967 Honda CL77 Scrambler", "1970 Honda Z50A", "1964 BMW R27", "1976 BMW R90S"),
        *("2011 BMW S1000RR", "1985 BMW K100RS", "1998 BMW R 1200 C", "2015 BMW R nineT"),
        *("1973 Suzuki GT750", "1985 Suzuki GSX-R750", "2009 KTM 690 Duke", "1963 Vespa 150 GS"),
        *("1950 Vincent Black Shadow", "1939 Brough Superior SS100", "1968 Taco 44 Minibike"),
        *("1970 Custom Chopper", "2016 Can-Am Spyder RT", "Harley-Davidson Softail 2005"),
        *("1951 Cushman Scooter", "1972 Indian Dirt Bike", "1973 Schwinn Sting-Ray Bicycle"),
        *("1976 Honda CB750 Cafe Racer by Falk Motorcycles", "1956 Ariel Square Four"),
    ),
    "atv": (
        *("2025 Speed UTV El Jefe", "2018 Polaris RZR XP 1000"),
        *("1987 Honda ATV", "2010 Yamaha Rhino"),
        *("2020 Can-Am Maverick X3", "1972 Ski-Doo Snowmobile", "2015 Kawasaki Mule"),
    ),
    "golf_cart": ("2019 Yamaha Golf Cart", "1989 E-Z-GO TXT", "Harley-Davidson Golf Car 1970"),
    "kart": (
        *("1967 PowerCar Mustang Jr. Electric Go-Kart", "Ford F-100 Style Go-Kart"),
        *("1957 Ford Thunderbird Pedal Car", "Midwestern C4 Corvette-Style Go-Kart"),
        "1962 Rupp Kart",
    ),
    "trailer": (
        *("1964 Santa Fe Travel Trailer", "2015 Aerovault Mk II Trailer"),
        "2020 Enclosed Car Trailer",
        *("1961 Airstream Bambi", "2008 Featherlite Trailer (24')", "2012 Fifth Wheel Toy Hauler"),
        *("Utility Trailer - 16 Feet", "2005 Pace American 24' Enclosed Trailer w/Winch"),
    ),
    "boat": (
        *("1955 Chris-Craft Continental", "1966 Century Ski Boat", "1989 Yamaha Jet Ski"),
        *("2004 Sea-Doo GTX", "1962 Riva Aquarama"),
        *("1972 Glastron Boat", "2001 Pontoon Boat & Trailer"),
    ),
    "aircraft": ("1946 Piper Cub", "1967 Cessna 172", "1942 Falk Biplane", "1975 Bell Helicopter"),
    "tractor": (
        *("1947 Ford 2N Tractor", "1948 Ford 8N"),
        *("1972 Lamborghini R365DT Tractor", "1951 John Deere A"),
        *("1960 Porsche-Diesel Junior 108", "1962 Lamborghini Trattori 2R"),
        "1953 Massey-Ferguson 35",
        *("1949 Farmall Cub", "1985 Craftsman Lawn Tractor"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("title", "rule"), [(t, rule) for rule in THINGS for t in THINGS[rule]])
def test_a_number_makes_no_car_of_a_motorcycle_or_a_trailer(title: str, rule: str) -> None:
    for vehicle in (stated(title), NUMBERED, Vehicle(mileage=1200)):
        assert rule_of(title, vehicle) == rule
        assert rule_of(title.upper(), vehicle) == rule


GOODS = {
    "automobilia": (
        *("Vintage Porcelain Gasoline Sign", "1957 Chevrolet Dealership Neon Sign"),
        "Alpina-Logo Sign",
        *("Illuminated Dunlop & Goodyear Signs", "Sign, 1950s Ford Dealer"),
        "Harley-Davidson Neon Sign",
        *("1963 Grand Prix de Falk Poster", "1955 Wurlitzer Jukebox", "1948 Tokheim Gas Pump"),
        *("1967 Ford Mustang Brochure", "1:18 Ferrari 250 GTO", "Bally Pinball Machine"),
        *("Chevrolet Corvette-Style Wall Art", "1969 Heuer Chronograph Watch"),
        "Die-Cast Porsche 917",
        *("1/8 Scale Bugatti Model", "Lola T70 Racing Memorabilia", "1958 Ferrari Luggage Set"),
        *("1932 California License Plates", "Boat Neon Sign", "Motorcycle Poster"),
    ),
    "part": (
        *("15×6″ Fuchs Wheels for Porsche", "Set of Wheels for Ferrari 308"),
        "2002-2005 Acura NSX Wheels",
        *("1995 Porsche 993 Sport Seats", "Chevrolet 454 Crate Engine", "SOHC Chevrolet V8 Engine"),
        *("Maserati Indy Parts Collection", "Alfa Romeo Giulietta Tool Kit", "Jaguar E-Type Parts"),
        *("Porsche 997 Sport Bucket Seats", "Engine Lid for Porsche 356"),
        "Muncie M22 Transmission",
        *("1965 Ford Mustang Grille", "1957 Chevrolet Hubcaps (4)", "Radiator for 1932 Ford"),
    ),
    "no_year_make_number": ("Coffee table", "Gift Card", "Storage", "Detailing service"),
}  # fmt: skip


@pytest.mark.parametrize(("title", "rule"), [(t, rule) for rule in GOODS for t in GOODS[rule]])
def test_a_sign_or_a_part_is_no_car_unless_it_states_a_number_or_a_mileage(
    title: str, rule: str
) -> None:
    assert rule_of(title) == rule
    assert rule_of(title.upper()) == rule


@pytest.mark.parametrize(
    "title",
    ["Vintage Porcelain Gasoline Sign", "1995 Porsche 993 Sport Seats", "Coffee table", "Stock 12"],
)
def test_what_states_a_number_or_a_mileage_and_says_no_more_is_a_car(title: str) -> None:
    for vehicle in (NUMBERED, Vehicle(chassis_number="85576"), Vehicle(mileage=12)):
        assert rule_of(title, vehicle) is None


@pytest.mark.parametrize(
    "title", ["1969 Chevrolet Camaro SS Wire Wheels", "1967 Ford Mustang V8 Engine"]
)
def test_a_cars_title_that_ends_with_a_part_is_a_cars_where_equipment_or_colours_are_stated(
    title: str,
) -> None:
    assert rule_of(title) == "part"
    assert rule_of(title, Vehicle(year=1967, make="Ford", transmission="Manual")) is None
    assert rule_of(title, Vehicle(year=1967, make="Ford", exterior_color="Red")) is None


PLAIN = "1974 Triumph TR6"


@pytest.mark.parametrize(
    ("category", "rule"),
    [
        *(("Motorcycle", "motorcycle"), ("Motorcycles", "motorcycle"), ("Scooter", "motorcycle")),
        *(("Boat", "boat"), ("Boats & Watercraft", "boat"), ("Trailer", "trailer")),
        *(("Car Trailers", "trailer"), ("Travel Trailer", "trailer"), ("Parts", "part")),
        *(("Auto Parts & Accessories", "part"), ("Tractor", "tractor"), ("ATV", "atv")),
        *(("Powersports", "atv"), ("Golf Carts", "golf_cart"), ("Golf Cars", "golf_cart")),
        *(("Pedal Cars", "kart"), ("Aircraft", "aircraft"), ("Automobilia", "automobilia")),
        *(("Signs", "automobilia"), ("Memorabilia", "automobilia"), ("Model Cars", "automobilia")),
    ],
)
def test_a_stated_category_decides_whatever_the_title_or_the_number(
    category: str, rule: str
) -> None:
    assert rule_of(PLAIN, NUMBERED, category=category) == rule
    assert rule_of(PLAIN, Vehicle(vin_text="CF12345", body_style=category)) == rule


@pytest.mark.parametrize(
    "category",
    [
        *("Car", "Cars", "Classic Cars", "Convertible", "Coupe", "Boattail Speedster", "Boat Tail"),
        *("Cars & Motorcycles", "Trucks & Trailers", "Art Cars", "Kit Cars", "Muscle Car", "SUV"),
        *("RVs & Campers", "Motorhome", "Semi Tractor", "Four Wheel Drive", "Used", "Sold", "Dart"),
        *("Race Car", "Parts Car", "Barn Finds", "Signature", "Featured", "Inventory", "Other"),
    ],
)
def test_a_category_that_names_cars_or_tells_nothing_refuses_none(category: str) -> None:
    assert rule_of(PLAIN, NUMBERED, category=category) is None
    assert rule_of(PLAIN, category=category) is None


def test_a_category_of_cars_decides_where_a_make_builds_both_or_a_title_ends_with_a_part() -> None:
    assert rule_of("1969 Harley-Davidson Utilicar") == "motorcycle"
    assert rule_of("1969 Harley-Davidson Utilicar", category="Pickup") is None
    assert rule_of("1995 Porsche 993 Sport Seats", category="Cars") is None
    assert rule_of("1964 Santa Fe Travel Trailer", category="Cars") == "trailer"


def test_a_type_of_the_markup_decides_unless_the_node_is_a_car_too() -> None:
    assert rule_of(PLAIN, NUMBERED, types=frozenset(("Product", "Motorcycle"))) == "motorcycle"
    assert rule_of(PLAIN, NUMBERED, types=frozenset(("Motorcycle", "Car"))) is None
    assert rule_of(PLAIN, NUMBERED, types=frozenset(("Product", "Vehicle"))) is None
    assert rule_of("1966 Volkswagen Microbus", types=frozenset(("BusOrCoach",))) is None


def test_the_stated_make_counts_where_the_title_names_none() -> None:
    softail = Vehicle(year=2003, make="Harley-Davidson", model="Softail", vin_text="1HD1")
    assert rule_of("Softail Heritage, one owner", softail) == "motorcycle"
    bonneville = Vehicle(year=1969, make="Triumph", model="Bonneville", mileage=9000)
    assert rule_of("A very fine machine", bonneville) == "motorcycle"
    truck = Vehicle(year=2002, make="Harley-Davidson", model="F-150", mileage=9000)
    assert rule_of("2002 Ford F-150 Harley-Davidson Edition", truck) is None
    assert rule_of("A very fine machine", Vehicle(year=1974, make="Triumph", model="TR6")) is None


whatever = settings(deadline=None, derandomize=True, max_examples=200)


@whatever
@given(
    st.sampled_from([make for make in MAKES if make not in (*MOTORCYCLE_MAKES, "KTM", "Vespa")]),
    st.integers(1930, 2020),
    st.sampled_from(("Coupe", "Sedan", "Convertible", "Roadster", "Pickup", "V8 4-Speed", "Turbo")),
)
def test_every_make_of_cars_passes(make: str, year: int, body: str) -> None:
    assert rule_of(f"{year} {make} {body}") is None


@whatever
@given(st.sampled_from(MOTORCYCLE_MAKES), st.integers(1930, 2020))
def test_no_make_of_motorcycles_passes(make: str, year: int) -> None:
    assert rule_of(f"{year} {make} 500", NUMBERED) is not None


@whatever
@given(st.text(max_size=60), st.text(max_size=20))
def test_a_page_that_states_year_make_and_number_is_refused_by_known_rules_alone(
    title: str, category: str
) -> None:
    vehicle = Vehicle(year=1974, make="Triumph", vin_text="CF12345")
    assert rule_of(title, vehicle, category=category) in {None, *THINGS, *GOODS}
