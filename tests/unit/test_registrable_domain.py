"""Which host tells whose a website is."""

import socket

import pytest

from db.upserts.businesses import registrable_host
from db.upserts.businesses.places import plain_name, plain_state


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://www.oldoak.com/inventory", "oldoak.com"),
        ("HTTPS://Cars.OldOak.COM:8443/?page=2#top", "oldoak.com"),
        ("https://stock.oldoak.co.uk/", "oldoak.co.uk"),
        ("https://oldoak.com.au", "oldoak.com.au"),
        ("https://www.oldoak.example./", "oldoak.example"),
        ("https://cars.oldoak.example/", "oldoak.example"),
        ("https://eiche-söhne.de/", "xn--eiche-shne-kcb.de"),
        ("https://xn--eiche-shne-kcb.de/", "xn--eiche-shne-kcb.de"),
        ("http://192.0.2.7/cars", "192.0.2.7"),
        ("http://[2001:db8::7]/cars", "2001:db8::7"),
        ("http://localhost:8000/", "localhost"),
        ("https://www.oldcars.com/", "oldcars.com"),
    ],
)
def test_a_website_is_its_registrable_domain(website: str, host: str) -> None:
    assert registrable_host(website) == host


@pytest.mark.parametrize(
    "host",
    [
        "oldoak.ebizautos.com",
        "oldoak.carsforsale.com",
        "oldoak.dealercenter.net",
        "oldoak.v12soft.com",
        "oldoak.autorevo.com",
        "oldoak.motorcarsites.com",
        "oldoak.myshopify.com",
        "oldoak.wixsite.com",
        "oldoak.squarespace.com",
        "elmton.oldoak.squarespace.com",
        "oldoak.blogspot.com",
        "oldoak.ferraridealers.com",
    ],
)
def test_under_a_shared_domain_it_is_the_whole_host(host: str) -> None:
    assert registrable_host(f"https://www.{host}/stock") == host


@pytest.mark.parametrize(
    "website",
    [
        None,
        "",
        "oldoak.com",
        "call us",
        "https://",
        "https://[oldoak]/",
        "ftp://oldoak.com/",
        "https://www.carsforsale.com/oldoak",
        "https://www.ebizautos.com/",
        "https://myshopify.com/",
        "https://co.uk/",
        "https://m.facebook.com/oldoak",
        "https://x.com/oldoak",
        "https://sites.google.com/oldoak",
        "https://maps.google.de/oldoak",
        "https://stores.ebay.co.uk/oldoak",
        "https://www.autotrader.co.uk/dealers/oldoak",
        "https://bringatrailer.com/member/oldoak/",
        "https://www.classic.com/s/oldoak-1/",
        "https://www.hemmings.com/stores/oldoak",
        "https://www.classicdriver.com/en/dealer/oldoak",
        "https://www.hagerty.com/marketplace/oldoak",
        "https://www.dealerrater.com/dealer/oldoak",
        "https://m.me/oldoak",
        "https://dealer.porsche.com/us/oldoak/en-US",
        "https://oldoak.page.link.example." + "a" * 250 + ".com",
    ],
)
def test_a_website_that_does_not_tell_whose_it_is_has_no_host(website: str | None) -> None:
    assert registrable_host(website) is None


def test_no_network_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert registrable_host("https://cars.oldoak.com/") == "oldoak.com"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Old Oak Motors, Inc.", "old oak motors"),
        ("OLD OAK MOTORS L.L.C.", "old oak motors"),
        ("Eiche & Söhne GmbH", "eiche and sohne"),
        ("Bob’s  Cars Co., Ltd", "bobs cars co"),
        ("J. Elm and A.B. Oak", "j elm and ab oak"),
        ("Inc. Motors", "inc motors"),
        ("LLC", "llc"),
        ("***", ""),
    ],
)
def test_a_name_is_compared_without_signs_and_legal_form(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [("California", "ca"), ("N. H.", "New Hampshire"), ("Washington, D.C.", "DC")],
)
def test_a_state_spelled_out_is_its_two_letters(one: str, other: str) -> None:
    assert plain_state(one) == plain_state(other)


def test_two_states_stay_two() -> None:
    assert len({plain_state(s) for s in ("WA", "Virginia", "West Virginia", "Ontario")}) == 4
