"""A car's page on Classic.com."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.items import Listing, ReadPage, Vehicle, VehicleImage
from crawler.pages import canonical_listing_url, read_listing, read_page
from crawler.pages.bring_a_trailer import canonical_lot_url
from crawler.pages.classic_com import canonical_vehicle_url, read_vehicle
from crawler.pages.classic_com.status_line import read_status_line
from crawler.pages.errors import Challenge, NotAVehicle, Unreadable
from crawler.pages.postal_address import split_address
from crawler.pages.vehicle_text import read_number
from tests.pages.saved import saved_records

URL = "https://www.classic.com/veh/1968-porsche-911-s-kL5mN6o/"
RECORDS = "classic_com_listing_samples_2024.json"
STATUSES = {"For Sale": "for_sale", "Sold": "sold"}
PHOTO = "https://images.classic.com/vehicles/"
SPECS: dict[str, str] = {"Year": "1968", "Make": "Porsche", "VIN": "11800471"}


def page(
    line: str = "<b>FOR SALE</b><b>$45,000</b>",
    *,
    specs: dict[str, str] | None = None,
    title: str = "1968 Porsche 911 S",
    body: str = "",
) -> str:
    pairs = (SPECS if specs is None else specs).items()
    box = "".join(f"<div><div>{name}</div><div>{text}</div></div>" for name, text in pairs)
    return (
        f"<html><head><title>{title} VIN: 11800471 - CLASSIC.COM</title></head><body><main>"
        f"<h1>{title}</h1><div>{line}</div><div><h2>Specs</h2>{box}</div>{body}</main></body></html>"
    )


def listing(html: str) -> Listing:
    (found,) = (item for item in read_vehicle(html, URL).items if isinstance(item, Listing))
    return found


def vehicle(html: str) -> Vehicle:
    (found,) = (item for item in read_vehicle(html, URL).items if isinstance(item, Vehicle))
    return found


def photos(html: str) -> list[str]:
    return [i.url for i in read_vehicle(html, URL).items if isinstance(i, VehicleImage)]


@pytest.mark.parametrize(
    "url",
    [
        "http://classic.com/veh/1968-porsche-911-s-kL5mN6o",
        "https://www.classic.com/veh/1968-porsche-911-s-kL5mN6o/?utm_source=x#photos",
        "https://WWW.CLASSIC.COM/veh/1968-porsche-911-s-kL5mN6o/",
    ],
)
def test_a_car_has_one_url(url: str) -> None:
    assert canonical_vehicle_url(url) == URL
    assert canonical_listing_url(url) == URL


@pytest.mark.parametrize(
    "url",
    [
        "https://www.classic.com/veh/",
        "https://www.classic.com/s/x-1/",
        "https://a.example/veh/x-1/",
    ],
)
def test_what_is_no_cars_page_has_no_cars_url(url: str) -> None:
    with pytest.raises(ValueError, match="not a vehicle"):
        canonical_vehicle_url(url)


@pytest.mark.parametrize(
    ("line", "status", "asking", "sale", "currency"),
    [
        ("<b>FOR SALE</b><b>$45,000</b>", "for_sale", 45_000, None, "USD"),
        ("<b>For Sale</b><b>PRICE UNDISCLOSED</b>", "for_sale", None, None, None),
        ("<b>FOR SALE</b><b>Asking price</b>:<b>$45,000</b>", "for_sale", 45_000, None, "USD"),
        ("<b>FOR SALE</b><b>Current bid</b><b>$5,000</b>", "for_sale", None, None, None),
        ("<b>FOR SALE</b><b>Bid to $5,000</b>", "for_sale", None, None, None),
        ("<b>SOLD</b><b>$45,000</b>", "sold", None, 45_000, "USD"),
        ("<b>SOLD</b><b>$<!-- -->45<!-- -->k</b>", "sold", None, 45_000, "USD"),
        ("<b>SOLD for $45,000</b>", "sold", None, 45_000, "USD"),
        ("<b>SOLD</b><b>PRICE UNDISCLOSED</b>", "sold", None, None, None),
        ("<b>SOLD</b><b>LAST ASKING</b><b>$45,000</b>", "sold", 45_000, None, "USD"),
        ("<b>NOT SOLD</b><b>$44,000</b>", "reserve_not_met", None, None, None),
        ("<b>LAST ASKING</b><b>$45,000</b>", "ended", 45_000, None, "USD"),
        ("<b>LAST ASKING: $45,000</b>", "ended", 45_000, None, "USD"),
        ("<b>FOR SALE</b><b>£1,179,070 ($1,540,000)</b>", "for_sale", 1_179_070, None, "GBP"),
        ("<b>SOLD</b><b>€90,000<i>($100,000)</i></b>", "sold", None, 90_000, "EUR"),
        ("<b>FOR SALE</b><b>by</b><a href='/s/x-1/'>$1 Cars</a>", "for_sale", None, None, None),
        ("<b>FOR SALE</b><b>$5,000 - $6,000</b>", "for_sale", None, None, None),
    ],
)  # fmt: skip
def test_the_status_line_tells_status_and_price(
    line: str, status: str, asking: int | None, sale: int | None, currency: str | None
) -> None:
    found = listing(page(line))
    assert (found.status, found.asking_price, found.sale_price, found.currency) == (
        status,
        asking and Decimal(asking),
        sale and Decimal(sale),
        currency,
    )


@pytest.mark.parametrize(
    "history",
    [
        "<div><h3>Sales History</h3><b>Sold</b><b>$999,000</b></div>",
        "<h3>History</h3><p>Sold</p><p>$999,000</p>",
        "<div class='history-rows'><b>Not Sold</b><b>$999,000</b></div>",
        "<p>Mar 19, 2026</p><p>Sold</p><p>for $999,000</p>",
        "<p>Mar 19, 2026</p><p>Sold at <a href='/s/h-1/'>A House</a></p><p>for $999,000</p>",
        "<b>Sold</b> at <a href='/s/h-1/'>A House</a><b>$999,000</b>",
        "<a href='/search/'>Sold</a><button>Not sold</button><label>Ended</label>",
        "<p>Sold new for $999,000.</p><script>var status = 'Sold';</script><!-- Sold -->",
        "<div class='group'><h3><a href='/veh/other-1/'>Other</a></h3><b>SOLD</b><b>$9</b></div>",
        "<tr><td><a href='/veh/other-1/'>Other</a></td><td>SOLD</td><td>$9</td></tr>",
        "<section><h2>Similar vehicles</h2><b>SOLD</b><b>$9</b></section>",
    ],
)
def test_other_sales_are_not_this_listings(history: str) -> None:
    for html in (page(body=f"<table>{history}</table>"), page(body=history)):
        found = listing(html)
        assert (found.status, found.asking_price) == ("for_sale", Decimal(45_000))
        assert found.sale_price is None


@pytest.mark.parametrize(
    "line",
    [
        "<b>FOR SALE</b><b>$45,000</b><b>SOLD</b><b>$44,000</b>",
        "<b>FOR SALE</b><b>$45,000</b><p>FOR SALE</p><p>$46,000</p>",
        "<b>SOLD</b><b>$44,000</b><b>LAST ASKING</b><b>£45,000</b>",
    ],
)
def test_a_status_or_price_that_contradicts_itself_is_unreadable(line: str) -> None:
    with pytest.raises(Unreadable):
        read_vehicle(page(line), URL)


@pytest.mark.parametrize(
    "html",
    [
        page(line="<b>$45,000</b>"),
        page(specs={}),
        page(specs={"Year": "", "VIN": ""}),
        page(title=""),
        page(title="Page not found"),
        page(title="404"),
        "<html><body><div id='__nuxt'></div></body></html>",
        "",
    ],
)
def test_a_page_that_is_not_filled_or_no_cars_is_unreadable(html: str) -> None:
    with pytest.raises(Unreadable):
        read_vehicle(html.replace(" VIN: 11800471 - CLASSIC.COM", ""), URL)


def test_a_wall_is_a_challenge() -> None:
    wall = "<html><head><title>Just a moment...</title></head><body></body></html>"
    with pytest.raises(Challenge):
        read_vehicle(wall, URL)


def test_a_sign_is_no_vehicle() -> None:
    with pytest.raises(NotAVehicle):
        read_vehicle(page(title="Porcelain Gasoline Sign", specs={"Year": "-", "VIN": "-"}), URL)


def test_a_dash_states_nothing() -> None:
    found = vehicle(page(specs={"Year": "-", "Make": "-", "VIN": "-", "Engine": "–"}))
    # Year and make stand in the title, too.
    assert found == Vehicle(year=1968, make="Porsche", model="911", trim="S")


@pytest.mark.parametrize(
    ("family", "variant", "trim", "model_and_trim"),
    [
        ("911", "S", "-", ("911", "S")),
        ("911", "-", "Touring", ("911", "Touring")),
        ("911", "S", "S Touring", ("911", "S Touring")),
        ("911", "T", "Touring Package", ("911", "T Touring Package")),
        ("911", "-", "-", ("911", None)),
        ("-", "-", "-", ("911", "S")),  # the title's
        ("-", "-", "Touring", ("911", "Touring")),
    ],
)
def test_the_family_is_the_model_and_variant_and_trim_are_the_trim(
    family: str, variant: str, trim: str, model_and_trim: tuple[str, str | None]
) -> None:
    specs = {"Model Family": family, "Model Variant": variant, "Model Trim": trim}
    found = vehicle(page(specs=SPECS | specs))
    assert (found.model, found.trim) == model_and_trim


@pytest.mark.parametrize(
    ("specs", "vin", "chassis"),
    [
        ({"VIN": "WP0ZZZ93ZGS012345"}, "WP0ZZZ93ZGS012345", None),
        ({"VIN": "BX2-L/9182736"}, None, "BX2-L/9182736"),
        ({"VIN": "-"}, None, None),
        ({}, None, "11800999"),
    ],
)
def test_the_number_is_that_of_the_specs_else_that_beside_the_heading(
    specs: dict[str, str], vin: str | None, chassis: str | None
) -> None:
    beside = "" if specs.get("VIN") == "-" else "<p>VIN: 11800999</p>"
    found = vehicle(page(specs={"Year": "1968"} | specs, body=beside))
    assert (found.vin, found.chassis_number) == (vin, chassis)


def test_a_cars_number_is_never_that_of_a_similar_car() -> None:
    rail = "<section><h2>Similar vehicles</h2><p>VIN: 11800999</p></section>"
    found = vehicle(page(specs={"Year": "1968"}, body=rail))
    assert found.vin_text is None


def test_photos_are_the_galleries_own_and_in_full_size() -> None:
    own, second, other = ("a" * 40 + ".jpg", "b" * 40 + ".jpg", "c" * 40 + ".jpg")
    body = (
        f'<img src="{PHOTO}{own}?w=1200&amp;h=676"><img srcset="{PHOTO}{second}?w=1 1x, '
        f'{PHOTO}{second}?w=2 2x"><img src="https://images.classic.com/uploads/dealer/{own}">'
        f'<img src="{PHOTO}not-a-hash.jpg"><div style="background:url({PHOTO}{own}?w=9)"></div>'
        f'<a href="/veh/other-1/"><img src="{PHOTO}{other}"></a>'
        f'<aside><h2>Recently viewed</h2><img src="{PHOTO}{other}"></aside>'
    )
    assert photos(page(body=body)) == [f"{PHOTO}{own}", f"{PHOTO}{second}"]


def test_the_preview_stands_in_for_a_gallery_that_is_not_there() -> None:
    preview = f'<meta property="og:image" content="{PHOTO}{"d" * 40}.jpg?w=1200">'
    html = page().replace("<head>", f"<head>{preview}")
    assert photos(html) == [f"{PHOTO}{'d' * 40}.jpg"]
    shown = html.replace("</main>", f'<img src="{PHOTO}{"e" * 40}.jpg"></main>')
    assert photos(shown) == [f"{PHOTO}{'e' * 40}.jpg"]


@pytest.mark.parametrize(
    ("link", "source"),
    [
        (
            "https://www.bringatrailer.com/listing/1968-Car?utm_source=c",
            "https://bringatrailer.com/listing/1968-car/",
        ),
        ("https://dealer.example/cars/9/?id=4&utm_medium=c", "https://dealer.example/cars/9/?id=4"),
        ("/go/9", None),
        ("mailto:a@b.example", None),
    ],
)
def test_the_source_is_where_view_source_leads(link: str, source: str | None) -> None:
    body = f'<a href="https://first.example/">Insure</a><a href="{link}">View  Source</a>'
    assert listing(page(body=body)).source_url == source


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("<dt>Location</dt><dd>Port Ellis, CA</dd>", "Port Ellis, CA"),
        ("<i>location_on</i><span>Netherlands</span>", "Netherlands"),
        ("<li>Salem, Oregon, USA</li>", "Salem, Oregon, USA"),
        ("<li>Salem, Oregon, USA</li><li>Ellis, Ohio, USA</li>", None),
        ("<p>It was kept in Salem, Oregon, USA</p>", None),
        ("", None),
    ],
)
def test_the_location_is_as_stated_where_it_is_marked_or_sure(body: str, place: str | None) -> None:
    assert listing(page(body=body)).location == place


def test_reading_a_page_goes_by_its_url() -> None:
    assert _kind(read_page(page(), URL)) == _kind(read_listing(page(), URL)) == "classic_vehicle"
    for url in ("https://www.classic.com/veh/", "https://www.classic.com/a/an-auction/"):
        with pytest.raises(Unreadable):
            read_page(page(), url)
        with pytest.raises(Unreadable):
            read_listing(page(), url)


def test_addresses_statuses_and_places_of_real_records_are_read() -> None:
    for record in saved_records(RECORDS):
        url: str = record["url"]
        assert canonical_vehicle_url(url) == url.rstrip("/") + "/"
        assert urlsplit(canonical_listing_url(url)).path.endswith("/")
        if "status" in record:
            _check_status(record)
        if place := record.get("location"):
            city, state, *_ = split_address(place)
            assert (city, state) == tuple(place.split(", ")[:2])
        source = record.get("source_url", "")
        if "bringatrailer.com" in source:
            assert canonical_lot_url(source) == source
        number = read_number(record["vin"]) if record.get("vin", "-") != "-" else None
        if number:
            assert record["vin"] in (number.vin, number.chassis_number)


def _check_status(record: dict[str, Any]) -> None:
    price = record.get("price")
    text = f"${price:,}" if price else "PRICE UNDISCLOSED"
    line = read_status_line([record["status"].upper(), text, "by", record["seller"]])
    assert line
    assert line.status == STATUSES[record["status"]]
    stated = line.sale if line.status == "sold" else line.asking
    assert (stated.amount if stated else None) == price


def _kind(read: ReadPage) -> str:
    return read.page
