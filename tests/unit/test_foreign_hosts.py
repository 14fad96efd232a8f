"""Hosts that are no business's own, as pages and identities know them."""

from crawler.pages import foreign_hosts
from crawler.pages.foreign_hosts import is_foreign
from db.upserts.businesses import registrable


def test_what_is_no_website_is_no_identity_either() -> None:
    assert foreign_hosts.FOREIGN_DOMAINS == registrable.FOREIGN_DOMAINS
    assert foreign_hosts.FOREIGN_NAMES == registrable.FOREIGN_NAMES


def test_a_host_is_foreign_with_its_subdomains_and_no_other() -> None:
    assert is_foreign("https://m.facebook.com/garage")
    assert is_foreign("https://www.google.co.uk/maps")
    assert not is_foreign("https://notfacebook.com/")
    assert not is_foreign("https://garage.example/facebook.com")
    assert not is_foreign("https://google-cars.example/")
