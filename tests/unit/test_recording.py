"""Cassettes: what is kept of an exchange, and how a replay answers from it."""

import gzip
import json
from pathlib import Path

import brotli  # type: ignore[import-untyped] # it has no types
import pytest
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Headers, HtmlResponse, Response
from scrapy.utils.test import get_crawler

from tests.recording import cassette
from tests.recording.handler import ReplayHandler, answer, exchange

URL = "https://www.example.org/cars/1"
MOMENT = "2026-01-01T00:00:00"
PAGE = "<html><body>Ein Käfer, 1963, für 12.500 €</body></html>".encode()
HTML = {"Content-Type": "text/html; charset=utf-8"}


def replaying(path: Path) -> ReplayHandler:
    return ReplayHandler(get_crawler(settings_dict={"CASSETTE": str(path)}))


def responded(body: bytes, url: str = URL, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(url, headers=Headers(HTML | named), body=body)


async def test_a_url_that_was_asked_twice_answers_in_order_and_then_with_the_last(
    tmp_path: Path,
) -> None:
    path = tmp_path / "twice.json"
    cassette.write(
        path, [exchange(Request(URL), responded(body), MOMENT) for body in (b"first", b"last")]
    )
    handler = replaying(path)
    bodies = [(await handler.download_request(Request(URL))).body for _ in range(4)]
    assert bodies == [b"first", b"last", b"last", b"last"]


async def test_the_answer_to_another_method_is_another(tmp_path: Path) -> None:
    path = tmp_path / "methods.json"
    asked = {method: Request(URL, method=method) for method in ("GET", "POST")}
    cassette.write(
        path,
        [exchange(one, responded(name.encode()), MOMENT) for name, one in asked.items()],
    )
    handler = replaying(path)
    assert (await handler.download_request(asked["POST"])).body == b"POST"
    assert (await handler.download_request(asked["GET"])).body == b"GET"
    answers = cassette.Answers(cassette.read(path))
    assert answers.next("HEAD", URL) is None
    assert answers.next("GET", URL + "?page=2") is None


async def test_the_answer_to_another_body_is_another(tmp_path: Path) -> None:
    path = tmp_path / "bodies.json"
    asked = [Request(URL, method="POST", body=body) for body in (b'{"start": 0}', b'{"start": 48}')]
    # Written in the other order: what was asked tells them apart, not when.
    cassette.write(path, [exchange(one, responded(one.body), MOMENT) for one in reversed(asked)])
    handler = replaying(path)
    for one in (*asked, *asked):
        assert (await handler.download_request(one)).body == one.body
    answers = cassette.Answers(cassette.read(path))
    assert answers.next("POST", URL, b'{"start": 96}') is None
    assert answers.next("POST", URL) is None
    assert answers.next("GET", URL) is None


def test_the_kind_of_what_was_posted_is_kept() -> None:
    posted = Request(URL, method="POST", body=b"{}", headers={"Content-Type": "application/json"})
    kept = exchange(posted, responded(PAGE), MOMENT)
    assert kept["request"]["headers"] == {"Content-Type": ["application/json"]}
    assert cassette.posted_in(kept) == b"{}"


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", gzip.compress(PAGE, mtime=0)), ("br", brotli.compress(PAGE))]
)
async def test_a_compressed_body_comes_back_as_it_was_sent(
    tmp_path: Path, encoding: str, body: bytes
) -> None:
    path = tmp_path / f"{encoding}.json"
    sent = responded(body, Content_Encoding=encoding, Content_Length=str(len(body)))
    cassette.write(path, [exchange(Request(URL), sent, MOMENT)])
    handler = replaying(path)
    answered = await handler.download_request(Request(URL))
    assert answered.body == body
    assert answered.headers["Content-Encoding"] == encoding.encode()
    assert answered.headers["Content-Length"] == str(len(body)).encode()
    unpacked = HttpCompressionMiddleware.from_crawler(handler.crawler).process_response(
        Request(URL), answered
    )
    assert isinstance(unpacked, HtmlResponse)
    assert unpacked.body == PAGE
    assert "für 12.500 €" in unpacked.text


def test_a_header_that_was_sent_twice_is_kept_twice() -> None:
    sent = Response(URL, headers=Headers({"Link": ["</a>; rel=next", "</b>; rel=prev"]}))
    kept = exchange(Request(URL), sent, MOMENT)
    assert answer(kept, Request(URL)).headers.getlist("Link") == [
        b"</a>; rel=next",
        b"</b>; rel=prev",
    ]


def test_status_and_place_of_a_redirect_are_kept() -> None:
    sent = Response(URL, status=301, headers=Headers({"Location": "/cars/2"}))
    answered = answer(exchange(Request(URL), sent, MOMENT), Request(URL))
    assert (answered.status, answered.headers["Location"]) == (301, b"/cars/2")


def test_what_belongs_to_the_visitor_or_the_moment_is_not_kept() -> None:
    asked = Request(
        URL, headers={"User-Agent": "crawler (+me@example.org)", "Cookie": "a=b", "Accept": "*/*"}
    )
    sent = responded(PAGE, Set_Cookie="session=1", Date="today", Server="nginx", ETag='"7"')
    kept = exchange(asked, sent, MOMENT)
    assert kept["request"]["headers"] == {"Accept": ["*/*"]}
    assert kept["response"]["headers"] == {
        "Content-Type": ["text/html; charset=utf-8"],
        "Etag": ['"7"'],
    }
    for secret in ("session=1", "me@example.org", "nginx"):
        assert secret not in json.dumps(kept)


def test_a_cassette_does_not_depend_on_the_order_in_which_pages_came(tmp_path: Path) -> None:
    kept = [
        exchange(Request(url), responded(url.encode(), url), MOMENT)
        for url in (URL, URL + "0", "https://a.example/")
    ]
    kept += [
        exchange(Request(URL, method="POST", body=body), responded(body), MOMENT)
        for body in (b"[1]", b"[2]")
    ]
    cassette.write(tmp_path / "one.json", kept)
    cassette.write(tmp_path / "other.json", reversed(kept))
    assert (tmp_path / "one.json").read_text() == (tmp_path / "other.json").read_text()


def test_a_missing_cassette_is_not_made_by_looking_for_it(tmp_path: Path) -> None:
    with pytest.raises(cassette.NotACassette, match="there is no cassette"):
        cassette.read(tmp_path / "none.json")
    assert not (tmp_path / "none.json").exists()


@pytest.mark.parametrize("text", ["", "not json", "{}", '{"http_interactions": [{}]}', "[]"])
def test_a_file_that_is_no_cassette_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(cassette.NotACassette, match=r"broken\.json"):
        cassette.read(path)
    assert path.read_text() == text


@pytest.mark.parametrize("side", ["request", "response"])
def test_a_body_that_is_not_base64_is_refused(tmp_path: Path, side: str) -> None:
    path = tmp_path / "text.json"
    cassette.write(path, [exchange(Request(URL), responded(PAGE), MOMENT)])
    known = json.loads(path.read_text())
    known["http_interactions"][0][side]["body"] = {"encoding": "utf-8", "string": "hello"}
    path.write_text(json.dumps(known))
    with pytest.raises(cassette.NotACassette, match="not base64"):
        cassette.read(path)
