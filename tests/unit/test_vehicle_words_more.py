"""Words of vehicles as dealers, directories and lots write them, and lists with odd entries."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector
from sqlalchemy.ext.asyncio import AsyncEngine

from crawler.items import BatLot, Listing, ReadPage, UnreadEntry, Vehicle
from crawler.outcomes import BoardRead
from crawler.pages.bring_a_trailer import BOARD_URL, filter_url, read_board, read_results
from crawler.pages.bring_a_trailer.vehicle import is_car
from crawler.pages.classic_com import directory_url, read_directory
from crawler.pages.errors import NotAVehicle, Unreadable
from crawler.pages.platforms import platform_named
from crawler.pages.vehicle_text import (
    read_engine,
    read_exterior_color,
    read_interior_color,
    read_mileage,
    read_number,
    read_title,
    read_transmission,
)
from crawler.pipelines import StorePipeline
from crawler.spiders.listings import ListingsSpider
from crawler.worker import Worker
from db import upserts
from tests.db.queue_rows import table
from tests.db.sightings import lot, see, vehicle

CAR_PAGE = "https://oldoak.example/inventory/12/falk-comet"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


# Titles


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("1959-1960 Porsche 356", (None, None, None, None)),
        ("1965 to 1970 Ford Mustang", (None, None, None, None)),
        ("1965 & 1966 Ford Mustang", (None, None, None, None)),
        ("1965 and 1966 Ford Mustang", (None, None, None, None)),
        ("Pair of 1967 Ford Mustangs", (None, None, None, None)),
        ("Used 2015 Aston Martin Vantage", (2015, "Aston Martin", "Vantage", None)),
        ("Pre-Owned 2019 Porsche 911 Carrera", (2019, "Porsche", "911", "Carrera")),
        ("X Sold Chevrolet", (None, None, None, None)),
        ("2015 X Sold Chevrolet Corvette", (2015, "Chevrolet", "Corvette", None)),
        ("1967 Sold Chevrolet Camaro", (1967, "Chevrolet", "Camaro", None)),
        ("SOLD! 1967 Ford Mustang", (1967, "Ford", "Mustang", None)),
        ("1967 Ford Mustang - SOLD", (1967, "Ford", "Mustang", None)),
        ("1967 FORD MUSTANG *SOLD*", (1967, "Ford", "MUSTANG", None)),
        ("1967 Ford Mustang GT For Sale", (1967, "Ford", "Mustang", "GT")),
        ("1967 Ford Mustang $45,000", (1967, "Ford", "Mustang", None)),
        ("1967 Ford Mustang Stock #1234", (1967, "Ford", "Mustang", None)),
        ("1967 Ford Mustang | Fully Restored", (1967, "Ford", "Mustang", None)),
        (
            "1970 Ford Mustang Boss 302 Sold New by Falk Ford",
            (1970, "Ford", "Mustang", "Boss 302 Sold New by Falk Ford"),
        ),
        ("1964 Dodge 330 Super Stock 426", (1964, "Dodge", "330", "Super Stock 426")),
        ("1969 CHEVROLET CAMARO Z/28", (1969, "Chevrolet", "CAMARO", "Z/28")),
        ("69 Camaro", (None, None, None, None)),
        ("Stock #1967 1965 Ford Mustang", (1965, "Ford", "Mustang", None)),
        ("2,000-Mile 2015 Porsche 911 GT3", (2015, "Porsche", "911", "GT3")),
        ("2000 Mile 1991 Porsche 911 Carrera 4", (1991, "Porsche", "911", "Carrera 4")),
        ("1800 km 2000 Porsche Boxster", (2000, "Porsche", "Boxster", None)),
        ("Peugeot 2008", (None, None, None, None)),
        ("2014 Peugeot 2008", (2014, "Peugeot", "2008", None)),
        ("Mazda 1800", (None, None, None, None)),
        ("1995 Chevrolet 1500", (1995, "Chevrolet", "1500", None)),
        ("2005 Ram 2500", (2005, "Ram", "2500", None)),
        ("1974 BMW 2002tii", (1974, "BMW", "2002tii", None)),
        ("1973 Volvo 1800ES", (1973, "Volvo", "1800ES", None)),
        ("Porsche 1974 911", (None, None, None, None)),
        ("1932 Ford", (1932, "Ford", None, None)),
        ("Model 1929 Mercedes SSK Replica", (1929, "Mercedes-Benz", "SSK", "Replica")),
        ("1966 Chevy II Nova", (1966, "Chevrolet", "Chevy II Nova", None)),
        ("1966 Chevy Nova", (1966, "Chevrolet", "Nova", None)),
        ("1951 Sunbeam-Talbot 90", (1951, "Sunbeam-Talbot", "90", None)),
        ("1967 Sunbeam Tiger", (1967, "Sunbeam", "Tiger", None)),
        ('1952 Land Rover 80"', (1952, "Land Rover", "80", None)),
        # The words after the year begin with a tuner's name, and with a colour's.
        ("1995 AC Schnitzer BMW M3", (1995, None, None, None)),
        ("1990 Alpine White BMW M3", (1990, None, None, None)),
        ("1965 AC Cobra", (1965, "AC", "Cobra", None)),
        ("1970 Alpine A110", (1970, "Alpine", "A110", None)),
        ("2020 Restored 1965 Ford Mustang", (1965, "Ford", "Mustang", None)),
        ("1 of 2000 1969 Ford Mustang", (1969, "Ford", "Mustang", None)),
        ("1930 isotta fraschini Tipo 8A", (1930, "Isotta Fraschini", "Tipo 8A", None)),
        ("1951 Frazer-Nash Le Mans", (1951, "Frazer Nash", "Le Mans", None)),
        ("1973 CITROËN SM", (1973, "Citroën", "SM", None)),
        ("1957 ZUNDAPP JANUS", (1957, "Zündapp", "JANUS", None)),
    ],
)
def test_a_title_says_what_the_car_is_and_no_more(
    title: str, expected: tuple[int | None, str | None, str | None, str | None]
) -> None:
    words = read_title(title)
    assert (words.year, words.make, words.model, words.trim) == expected


# Numbers, mileage, colours


@pytest.mark.parametrize(
    "text",
    [
        "XXXXXXXXXXXX12345",
        "WP0XXXXXXXX123456",
        "WBSBL9345********",
        "194677XXXXX",
        "ABCDEFGH123456789",
        "VINWBSBL93453JR22502",
        "1 of 50",
        "WBSBL93453JR2250О",  # the last letter is Cyrillic
        "WBSBL93453JR22502 / 1G1YY22G965104367",
        "VIN: Withheld",
        "11111111111111111",
        "{{Vin}}",
    ],
)
def test_what_is_hidden_counted_or_twofold_is_no_number(text: str) -> None:
    number = read_number(text)
    assert (number.vin, number.chassis_number) == (None, None)
    assert number.vin_text


@pytest.mark.parametrize(
    ("text", "vin", "chassis"),
    [
        ("wbsbl93453jr22502", "WBSBL93453JR22502", None),
        ("Chassis: DB5/1234/R", None, "DB5/1234/R"),
        ("1G1YY22G965104368", None, "1G1YY22G965104368"),  # its check digit is wrong
        ("Chassis: 0846, Engine: 0846", None, "0846"),
        ("F25YNB12345 (Engine XXXXX)", None, "F25YNB12345"),
    ],
)
def test_a_number_that_is_stated_is_kept(text: str, vin: str | None, chassis: str | None) -> None:
    number = read_number(text)
    assert (number.vin, number.chassis_number) == (vin, chassis)


@pytest.mark.parametrize(
    "text",
    [
        "5k Miles on Rebuilt Engine",
        "1,200 Miles Since Restoration",
        "30,000-Mile Service",
        "300 mi range",
        "5-10k Miles",
        "12½k Miles",
        "300 Hours",
        "Five-Digit Odometer",
    ],
)
def test_miles_of_something_else_are_no_mileage(text: str) -> None:
    assert read_mileage(text) is None


@pytest.mark.parametrize(
    "line", ["Spot Paint", "Chipped Paint", "Color-Matched Paint", "Faded Original Paint"]
)
def test_the_state_of_the_paint_is_no_colour(line: str) -> None:
    assert read_exterior_color([line]) is None
    assert read_exterior_color([line, "Faded Blue Paint"]) == "Faded Blue"


@pytest.mark.parametrize(
    "line",
    ["Five-Speed Gearbox Included", "Spare 5-Speed Transmission", "Automatic Transmission Removed"],
)
def test_a_gearbox_beside_the_car_is_not_its_transmission(line: str) -> None:
    assert read_transmission([line]) is None
    four_speed = "Four-Speed Manual Transmission, Spare Parts Included"
    assert read_transmission([line, four_speed]) == four_speed


def test_a_book_of_engines_is_no_engine() -> None:
    assert read_engine(["V12 Anniversary Book", "5.3-Liter V12"]) == "5.3-Liter V12"


def test_a_line_of_outside_and_inside_is_not_the_colour_of_the_inside() -> None:
    assert read_interior_color(["Red over Black Leather"]) is None
    assert read_interior_color(["Black Paint & Red Leather"]) is None
    assert read_interior_color(["Red Leather & Black Cloth"]) == "Red Leather & Black Cloth"


# Dealers' markup


def page_of(node: dict[str, Any]) -> str:
    marked = json.dumps({"@context": "https://schema.org", "@type": "Car"} | node)
    return (
        f"<html><body><h1>{node.get('name', '')}</h1>"
        f'<script type="application/ld+json">{marked}</script></body></html>'
    )


def read(node: dict[str, Any]) -> tuple[Listing, Vehicle]:
    page = platform_named("schema_org").read_vehicle(page_of(node), CAR_PAGE)
    listing, car = page.items[:2]
    assert isinstance(listing, Listing)
    assert isinstance(car, Vehicle)
    return listing, car


@pytest.mark.parametrize(
    ("title", "said", "make"),
    [
        ("1969 X Sold Chevrolet Camaro", {"manufacturer": "X Sold Chevrolet"}, "Chevrolet"),
        ("Inbound", {"brand": "Sold Chevrolet"}, "Chevrolet"),
        ("1969 Camaro", {"brand": "CHEVROLET"}, "Chevrolet"),
        ("1969 Camaro", {"brand": "Sold"}, None),
        ("1969 Camaro", {"brand": "Old Oak Motors"}, None),
        ("1969 Camaro", {"brand": {"@type": "Brand", "name": "Inbound"}}, None),
        ("1969 Falk Comet", {"brand": "Falk"}, "Falk"),
        ("1969 Comet", {"manufacturer": "Falk"}, "Falk"),
    ],
)
def test_a_make_is_a_makes_name_and_no_sellers(
    title: str, said: dict[str, Any], make: str | None
) -> None:
    _, car = read({"name": title, "vehicleIdentificationNumber": "1Z37K3S400001", **said})
    assert car.make == make


def test_a_make_marked_as_sold_is_a_sold_car() -> None:
    node = {"name": "1969 X Sold Chevrolet Camaro", "vehicleModelDate": "1969"}
    assert read(node | {"manufacturer": "X Sold Chevrolet"})[0].status == "sold"
    assert read(node | {"manufacturer": "Chevrolet"})[0].status == "for_sale"


@pytest.mark.parametrize("filler", ["Unknown", "N/A", "Other", "-", "Unspecified"])
def test_what_a_dealer_writes_for_nothing_is_nothing(filler: str) -> None:
    _, car = read(
        {
            "name": "1969 Chevrolet Camaro",
            "color": filler,
            "vehicleInteriorColor": filler,
            "vehicleEngine": filler,
            "vehicleTransmission": filler,
            "bodyType": filler,
            "driveWheelConfiguration": filler,
            "vehicleConfiguration": filler,
        }
    )
    assert (car.exterior_color, car.interior_color, car.engine) == (None, None, None)
    assert (car.transmission, car.body_style, car.drivetrain, car.trim) == (None,) * 4


@pytest.mark.parametrize("stated", ["2099", "1800", "0"])
def test_a_model_year_without_cars_is_the_titles(stated: str) -> None:
    assert read({"name": "1969 Chevrolet Camaro", "vehicleModelDate": stated})[1].year == 1969


# Motorcycles


@pytest.mark.parametrize("kind", ["Motorcycle", "Vehicle"])
def test_a_dealers_motorcycle_with_markup_is_a_vehicle(kind: str) -> None:
    _, car = read({"@type": kind, "name": "1995 Ducati 916", "vehicleModelDate": "1995"})
    assert (car.year, car.make, car.model) == (1995, "Ducati", "916")


@pytest.mark.parametrize(
    ("title", "marks", "error"),
    [
        ("1995 Ducati 916", "", NotAVehicle),
        ("1948 Indian Chief", "", NotAVehicle),
        # Like a car's page of which the markup is missing: a mended reader could read it.
        ("1995 Ducati 916", "<p>VIN: ZDM1SB8S3SB001234</p>", Unreadable),
        ("1969 Chevrolet Camaro", "", Unreadable),
    ],
)
def test_a_motorcycle_without_markup_wants_a_mark_of_a_vehicle(
    title: str, marks: str, error: type[Exception]
) -> None:
    html = f"<html><body><h1>{title}</h1>{marks}</body></html>"
    with pytest.raises(error):
        platform_named("schema_org").read_vehicle(html, CAR_PAGE)


@pytest.mark.parametrize(
    ("title", "groups", "car"),
    [
        ("1972 Honda CT70", {"Make": ("Honda Motorcycles",)}, False),
        ("1995 Ducati 916", {"Make": ("Ducati",)}, False),
        ("1995 Ducati 916", {"Make": ("Ducati",), "Category": ("Motorcycles",)}, False),
        ("1968 Triumph TR250", {"Make": ("Triumph",)}, True),
    ],
)
def test_a_lot_of_a_motorcycle_is_no_car(
    title: str, groups: dict[str, tuple[str, ...]], car: bool
) -> None:
    assert is_car(title, groups) is car


# Lists with odd entries


def entry(number: int, **said: Any) -> dict[str, Any]:
    words = {
        "id": number,
        "title": f"1965 Falk Comet {number}",
        "url": f"https://bringatrailer.com/listing/1965-falk-comet-{number}/",
        "currency": "USD",
        "current_bid": 1000 + number,
        "timestamp_end": 1773518400,
        "active": True,
        "noreserve": False,
        "sold_text": "Bid to USD $1,000 <span> on 3/14/2026 </span>",
    }
    return words | said


def board(*odd: dict[str, Any], sound: int = 35) -> ReadPage:
    """A board of `sound` entries and the `odd` ones."""
    items = [*(entry(n) for n in range(1, sound + 1)), *odd]
    return read_board(
        f"<script>var auctionsCurrentInitialData = {json.dumps({'items': items})};</script>",
        BOARD_URL,
    )


ODD: list[dict[str, Any]] = [
    {"title": None},
    {"title": "No Reserve: "},
    {"currency": None},
    {"current_bid": "12,500"},
    {"current_bid": None},
    {"timestamp_end": "1773518400"},
    {"timestamp_end": None},
    {"noreserve": None},
    {"url": "/listing/1965-falk-comet-99/"},
    {"url": "https://oldoak.example/listing/1965-falk-comet-99/"},
    {"id": "99"},
    {"id": 2**63},
]


@pytest.mark.parametrize("said", ODD)
def test_one_odd_entry_costs_itself_and_not_the_board(said: dict[str, Any]) -> None:
    page = board(entry(99, **said))
    assert len(page.items) == 2 * 35
    (unread,) = page.unread
    assert unread.why
    assert unread.bat_id == (None if said.get("id") == "99" else said.get("id", 99))


def test_a_board_of_which_a_tenth_is_odd_is_unreadable() -> None:
    assert len(board(*(entry(90 + n, title=None) for n in range(3))).unread) == 3
    with pytest.raises(Unreadable, match=r"4 of 39 entries cannot be read.*title"):
        board(*(entry(90 + n, title=None) for n in range(4)))


@pytest.mark.parametrize("said", [{"id": 98}, {"url": entry(1)["url"]}])
def test_lots_that_share_an_address_or_an_id_are_both_left_out(said: dict[str, Any]) -> None:
    page = board(entry(98), entry(99, **said))
    lots = {item.bat_id for item in page.items if isinstance(item, BatLot)}
    assert 99 not in lots
    assert len(page.unread) == 2
    assert all("two lots" in one.why for one in page.unread)


@pytest.mark.parametrize(
    "said",
    [
        {"year": None},
        {"url": "https://bringatrailer.com/de/listing/1965-falk-comet-99/?utm_source=x"},
        {"url": "https://www.bringatrailer.com/listing/1965-falk-comet-99"},
        {"current_bid": False},
    ],
)
def test_an_entry_that_can_be_understood_is_read(said: dict[str, Any]) -> None:
    page = board(entry(99, **said))
    found = page.items[-1]
    assert isinstance(found, BatLot)
    assert found.url == "https://bringatrailer.com/listing/1965-falk-comet-99/"
    assert found.current_bid == (None if "current_bid" in said else Decimal(1099))
    assert page.unread == ()


@pytest.mark.parametrize(
    "said",
    [
        {"sold_text": "Sold for a lot of money"},
        {"sold_text": None},
        {"sold_text": "Sold for EUR €9,000", "currency": "USD"},
        {"currency": ""},
    ],
)
def test_an_odd_result_does_not_hold_up_the_walk(said: dict[str, Any]) -> None:
    ended = [entry(n, active=False) for n in range(1, 36)]
    answer = {
        "items": [*ended, entry(99, active=False, **said)],
        "items_total": 72,
        "pages_total": 2,
        "page_current": 1,
        "items_per_page": 36,
    }
    found = read_results(json.dumps(answer), filter_url(1)).page
    assert len(found.items) == 2 * 35
    assert [one.bat_id for one in found.unread] == [99]
    assert found.next_url == filter_url(2)


@pytest.mark.parametrize(("sound", "is_read"), [(9, True), (8, False)])
def test_a_seller_without_a_name_costs_itself_and_not_the_directory(
    sound: int, is_read: bool
) -> None:
    names = ["", *(f"Old Oak {n}" for n in range(sound))]
    rows = (f"<tr><td><a href='/s/oak-{n}/'>{name}</a></td></tr>" for n, name in enumerate(names))
    html = f"<table>{''.join(rows)}</table>"
    if not is_read:
        with pytest.raises(Unreadable, match="1 of 9 entries"):
            read_directory(html, directory_url("all", 1))
        return
    page = read_directory(html, directory_url("all", 1))
    assert len(page.items) == 9
    assert [one.why for one in page.unread] == [
        "the seller https://www.classic.com/s/oak-0/ has no name"
    ]


@pytest.mark.parametrize(("sound", "is_read"), [(9, True), (8, False)])
def test_a_tile_without_a_title_costs_itself_and_not_the_list(sound: int, is_read: bool) -> None:
    titles = ["", *(f"title='196{n} Falk Comet'" for n in range(sound))]
    tiles = (
        f"<article class='vehicle-grid__item'><a class='vehicle-grid__link' {title}"
        f" href='/vehicles/elm/{n}/falk-comet'></a></article>"
        for n, title in enumerate(titles)
    )
    html = f"<div class='vehicle-grid'>{''.join(tiles)}</div>"
    platform, url = platform_named("dealer_accelerate"), "https://oldoak.example/vehicles"
    if not is_read:
        with pytest.raises(Unreadable, match="1 of 9 entries"):
            platform.read_list(html, url, "for_sale")
        return
    page = platform.read_list(html, url, "for_sale")
    assert len(page.items) == 9
    assert "/vehicles/elm/0/falk-comet has no title" in page.unread[0].why


async def test_an_unread_entry_is_counted_told_of_and_still_on_the_board(
    database: str,
    engine: AsyncEngine,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    crawler = Crawler(ListingsSpider, {"LEASE_SECONDS": 900, "MAX_ATTEMPTS": 5})
    crawler.stats = MemoryStatsCollector(crawler)
    pipeline = StorePipeline(crawler)
    worker = Worker.of(crawler)
    await worker.engine.dispose()
    worker.engine = engine
    async with engine.begin() as conn:
        for number in (1, 2):
            live = lot(
                url=f"https://bringatrailer.com/listing/falk-comet-{number}/",
                bat_id=number,
                ends_at=NOON + timedelta(days=3),
            )
            shown = await see(
                conn, live.url, vehicle(), source="bringatrailer", status="live", seen_at=NOON
            )
            await upserts.store_lot(conn, shown.id, live, read_at=NOON)
    page = ReadPage(page="bat_board", items=(), unread=(UnreadEntry(why="odd", bat_id=1),))
    await pipeline.process_item(BoardRead(page=page, asked_at=NOON + timedelta(hours=1)))
    pipeline.close_spider()
    assert crawler.stats.get_value("page/bat_board/entries_unread") == 1
    assert "1 entries cannot be read, as this one: odd" in caplog.text
    async with engine.begin() as conn:
        looked_at = [row["bat_url"] for row in await table(conn, "bat_extraction_queue")]
    assert looked_at == ["https://bringatrailer.com/listing/falk-comet-2/"]
