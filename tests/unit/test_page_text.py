"""A response's body as the text that readers get."""

import gzip

import pytest
from scrapy.http import HtmlResponse, Response, XmlResponse

from crawler.pages.errors import PageError
from crawler.response_text import text_of

URL = "https://a.example/sitemap.xml.gz"
SITEMAP = "<urlset>Citroën</urlset>"


@pytest.mark.parametrize("kind", [Response, XmlResponse])
def test_a_packed_file_is_unpacked_whatever_type_it_is_said_to_have(kind: type[Response]) -> None:
    assert text_of(kind(URL, body=gzip.compress(SITEMAP.encode()))) == SITEMAP


def test_a_page_is_its_text() -> None:
    assert text_of(HtmlResponse(URL, body=SITEMAP.encode("latin-1"), encoding="latin-1")) == SITEMAP


@pytest.mark.parametrize(
    "body", [b"\x89PNG", b"\x1f\x8b\x08rest", b"\x1f\x8b\x08" + bytes(7) + b"\xff" * 40]
)
def test_what_is_no_text_gives_nothing(body: bytes) -> None:
    with pytest.raises(PageError):
        text_of(Response(URL, body=body))
