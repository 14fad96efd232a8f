"""Sitemaps, sound, broken and hostile."""

import time
from datetime import UTC, datetime

import pytest

from crawler.items import InventoryEntry, ListPage, ReadPage
from crawler.pages.errors import Unreadable
from crawler.pages.sitemap import is_sitemap, read_sitemap

SITE = "https://www.elm.example"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def read(text: str) -> ReadPage:
    return read_sitemap(text, ListPage(f"{SITE}/sitemap.xml"), name="x", listing_url=lambda u: u)


def urls(text: str) -> list[str]:
    items = read(text).items
    return [one.url.removeprefix(SITE) for one in items if isinstance(one, InventoryEntry)]


def urlset(*locations: str, head: str = "", tail: str = "") -> str:
    entries = "".join(f"<url><loc>{SITE}/{one}</loc></url>" for one in locations)
    return f"{head}<urlset {NAMESPACE}>{entries}</urlset>{tail}"


@pytest.mark.parametrize("encoding", ["utf-8", "ISO-8859-1", "UTF-16", "x-of-nobody"])
def test_a_text_is_decoded_whatever_encoding_it_names(encoding: str) -> None:
    assert urls(urlset("café", head=f'<?xml version="1.0" encoding="{encoding}"?>')) == ["/café"]


@pytest.mark.parametrize(
    ("locations", "found"),
    [
        (("a?x=1&y=2", "b"), ["/a?x=1&y=2", "/b"]),
        (("a?x=1&amp;y=2",), ["/a?x=1&y=2"]),
        (("caf&eacute;", "b"), ["/café", "/b"]),
        (("a&#x2B;b",), ["/a+b"]),
        (("a\x0b", "b\0", "c"), ["/a�", "/b�", "/c"]),
        (("a\ud800", "b"), ["/a�", "/b"]),
        (("a" * 2048, "b"), ["/b"]),
        (("a", "a", "b#photos"), ["/a", "/b"]),
    ],
)
def test_an_address_is_whole_or_left_out(locations: tuple[str, ...], found: list[str]) -> None:
    assert urls(urlset(*locations)) == found


@pytest.mark.parametrize(
    "text",
    [
        f"<urlset><url><loc>{SITE}/a</loc><image:loc>/x.jpg</image:loc></url>"
        f"<url><loc>{SITE}/b</loc></urlset>",
        f"<urlset><url><loc>{SITE}/a</loc><url><loc>{SITE}/b</loc></url></urlset>",
        f"<s:urlset xmlns:s='x'><s:url><s:loc>{SITE}/a</s:loc></s:url>"
        f"<s:url><s:loc><![CDATA[{SITE}/b]]></s:loc></s:url></s:urlset>",
        urlset("a", "b", tail=f"<!-- made in {'0' * 500} s -->" * 20),
        urlset("a", "b", head="\ufeff\n  "),
    ],
)
def test_broken_markup_loses_no_address(text: str) -> None:
    assert urls(text) == ["/a", "/b"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "{}",
        "</urlset>",
        "<html><body></urlset></body></html>",
        urlset("a", "b")[:-12],
        urlset("a", "b").replace("</loc>", "", 1)[:-9],
        urlset("a") + urlset("b"),
        urlset("a<b", "c"),
        f"<s:urlset><s:url><s:loc>{SITE}/a</s:loc></s:url></s:urlset>",
        f"<urlset>{'<url>' * 999}<loc>{SITE}/a</loc>{'</url>' * 999}</urlset>",
        urlset("&a;", head='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'),
        urlset("&b;", head=f'<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "{"&a;" * 9999}">]>'),
        urlset("&b;", "c", head='<!DOCTYPE x SYSTEM "http://elm.example/x.dtd">'),
    ],
)
def test_what_is_no_whole_sitemap_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        urls(text)


def test_an_empty_sitemap_is_one() -> None:
    assert urls("<urlset/>") == urls("<urlset></urlset>") == []
    assert is_sitemap("<urlset/>")


def test_a_time_that_no_other_zone_can_hold_is_none() -> None:
    stated = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-02-30", "2026-02-03")
    entries = "".join(
        f"<url><loc>{SITE}/{n}</loc><lastmod>{time}</lastmod></url>"
        for n, time in enumerate(stated)
    )
    items = [i for i in read(f"<urlset>{entries}</urlset>").items if isinstance(i, InventoryEntry)]
    assert [one.modified_at for one in items] == [
        None,
        None,
        None,
        datetime(2026, 2, 3, tzinfo=UTC),
    ]


def test_the_most_that_a_sitemap_may_hold_is_read_fast() -> None:
    text = urlset(*(f"inventory/used-{n}/" for n in range(50_000)))
    begun = time.process_time()
    assert len(urls(text)) == 50_000
    assert time.process_time() - begun < 5  # half a second; a slow machine has ten times that
