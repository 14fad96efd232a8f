"""A page's text by its charset, and by none that is not one."""

import gzip

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.pages.errors import PageError
from crawler.response_text import text_of


def page(body: bytes, charset: str = "") -> TextResponse:
    kind = f"text/html; charset={charset}" if charset else "text/html"
    return HtmlResponse("https://a.example/", headers={"Content-Type": kind}, body=body)


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("utf-8", "utf-8"),
        ("ISO-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("Shift_JIS", "shift_jis"),
        ("gb2312", "gb18030"),
    ],
)
def test_the_declared_charset_counts(charset: str, codec: str) -> None:
    said = "Ein Auto: 1967" if codec not in ("utf-8", "cp1252") else "Citroën für 5 €"
    assert text_of(page(said.encode(codec), charset)) == said


@pytest.mark.parametrize(
    "charset",
    [
        *("punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"),
        *("base64", "rot13", "zlib", "bz2", "hex", "no-such-thing"),
    ],
)
def test_a_codec_that_is_no_charset_does_not(charset: str) -> None:
    body = "Citroën \\u0041 +AGE- xn--a-".encode()
    assert text_of(page(body, charset)) == body.decode()
    meta = b'<meta charset="' + charset.encode() + b'">'
    assert text_of(page(meta + body)) == (meta + body).decode()


def test_without_a_charset_it_is_utf_8_or_what_browsers_assume() -> None:
    assert text_of(page("Citroën".encode())) == "Citroën"
    assert text_of(page("Citroën für 5 €".encode("cp1252"))) == "Citroën für 5 €"
    assert text_of(page(b"\xef\xbb\xbf{}")) == "{}"


def test_a_packed_file_is_unpacked_up_to_the_size_of_a_page() -> None:
    packed = Response("https://a.example/sitemap.xml.gz", body=gzip.compress(b"<urlset/>"))
    assert text_of(packed) == "<urlset/>"
    bomb = Response("https://a.example/sitemap.xml.gz", body=gzip.compress(bytes(21 << 20)))
    with pytest.raises(PageError, match="packed"):
        text_of(bomb)


@pytest.mark.parametrize("body", [b"\x1f\x8b\x08", b"\x1f\x8b\x08\0garbage", b"\x89PNG"])
def test_what_is_no_text_is_said_so(body: bytes) -> None:
    with pytest.raises(PageError):
        text_of(Response("https://a.example/sitemap.xml.gz", body=body))
