"""Which hosts are of one site."""

import pytest

from crawler.browser.sites import site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.hollow-road.com/cars", "hollow-road.com"),
        ("https://api.hollow-road.com:8443/", "hollow-road.com"),
        ("https://HOLLOW-ROAD.com./", "hollow-road.com"),
        ("https://cars.hollow-road.co.uk/", "hollow-road.co.uk"),
        ("https://api.hollow-road.example/", "hollow-road.example"),
        ("https://hollow-road.myshopify.com/", "hollow-road.myshopify.com"),
        ("http://localhost:8000/", "localhost"),
        ("http://10.0.0.1/", "10.0.0.1"),
        ("http://[::1]:80/", "::1"),
    ],
)
def test_a_site_is_the_registrable_domain(url: str, site: str) -> None:
    assert site_of(url) == site


def test_tenants_of_one_host_are_strangers() -> None:
    assert site_of("https://a.myshopify.com/") != site_of("https://b.myshopify.com/")
    assert site_of("https://a.co.uk/") != site_of("https://b.co.uk/")
    assert site_of("http://10.0.0.1/") != site_of("http://192.0.0.1/")
