import pytest

from crawler.pages.bring_a_trailer import canonical_lot_url


@pytest.mark.parametrize(
    "url",
    [
        "http://www.bringatrailer.com/listing/1972-bmw-2002tii-900",
        "https://bringatrailer.com/listing/1972-bmw-2002tii-900/?utm_source=x#comments",
        "https://bringatrailer.com/de/listing/1972-bmw-2002tii-900/",
        "https://BringaTrailer.com/listing/1972-BMW-2002tii-900/feed/",
    ],
)
def test_a_lot_has_one_canonical_url(url: str) -> None:
    assert canonical_lot_url(url) == "https://bringatrailer.com/listing/1972-bmw-2002tii-900/"


@pytest.mark.parametrize(
    "url",
    [
        "https://bringatrailer.com/auctions/",
        "https://bringatrailer.com/listing/",
        "https://bringatrailer.com.evil.example/listing/a/",
        "https://example.com/listing/a/",
        "ftp://bringatrailer.com/listing/a/",
        "",
    ],
)
def test_what_is_no_listing_has_no_canonical_url(url: str) -> None:
    with pytest.raises(ValueError, match="not a listing"):
        canonical_lot_url(url)
