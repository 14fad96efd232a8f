"""What the results' spider makes of answers that are no page of results."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import TextResponse

from crawler.outcomes import Refused, ResultsRead
from crawler.pages.bring_a_trailer import filter_url
from crawler.results_walk import ResultsWalk, Stretch
from crawler.spiders.bat_results import BatResultsSpider

WALK = ResultsWalk(
    newest=datetime(2026, 3, 14, tzinfo=UTC), unread=(Stretch(page=6, items_total=360),)
)


def answered(
    body: str, *, status: int = 200, page: int = 6, proven: bool = True, left: int = 5
) -> list[Any]:
    """What the spider yields for an answer of the filter; CloseSpider stands for itself."""
    spider = BatResultsSpider()
    asked = Request(filter_url(page), meta={"asked_at": datetime(2026, 3, 15, tzinfo=UTC)})
    response = TextResponse(
        asked.url, status=status, body=body.encode(), encoding="utf-8", request=asked
    )
    about = {"page": page, "walk": WALK, "front": False, "left": left, "proven": proven}
    found: list[Any] = []
    try:
        found.extend(spider.parse(response, **about))
    except CloseSpider as closed:
        found.append(closed)
    return found


def page_of_results(page: int, *, items: int, per_page: int = 36) -> str:
    """An answer of the filter, of 360 results."""
    lots = [
        {
            "id": number + 1,
            "title": f"1967 Volvo 122S No. {number}",
            "url": f"https://bringatrailer.com/listing/1967-volvo-122s-{number}/",
            "currency": "USD",
            "current_bid": 9000,
            "timestamp_end": 1773518400 - number,
            "active": False,
            "noreserve": False,
            "sold_text": "Sold for USD $9,000",
        }
        for number in range(items)
    ]
    return json.dumps(
        {
            "items": lots,
            "items_total": 360,
            "pages_total": 10,
            "page_current": page,
            "items_per_page": per_page,
        }
    )


def test_a_page_is_stored_with_the_place_of_the_next_one() -> None:
    (read,) = answered(page_of_results(6, items=36))
    assert isinstance(read, ResultsRead)
    assert len(read.page.items) == 72
    assert ResultsWalk.from_json(read.position).unread == (Stretch(page=7, items_total=360),)
    assert read.then is not None
    assert read.then.url == filter_url(7)


def test_the_last_page_that_a_crawl_may_read_is_followed_by_none() -> None:
    (read,) = answered(page_of_results(6, items=36), left=1)
    assert read.then is None
    (read,) = answered(page_of_results(6, items=36), left=0)
    assert read.then is not None


@pytest.mark.parametrize(
    ("status", "body"), [(400, '{"code": "bad"}'), (200, page_of_results(6, items=0))]
)
def test_a_page_that_the_site_does_not_show_ends_the_query(status: int, body: str) -> None:
    (read,) = answered(body, status=status)
    assert isinstance(read, ResultsRead)
    assert (read.page.items, read.then) == ((), None)
    walk = ResultsWalk.from_json(read.position)
    assert (walk.unread, walk.refused, walk.newest) == ((), 6, WALK.newest)


@pytest.mark.parametrize(
    ("status", "body"), [(400, '{"code": "bad"}'), (200, page_of_results(6, items=0))]
)
def test_a_filter_that_has_not_answered_yet_must_do_so_before_it_ends_a_query(
    status: int, body: str
) -> None:
    (read,) = answered(body, status=status, proven=False)
    assert ResultsWalk.from_json(read.position) == WALK
    assert read.then.url == filter_url(1)
    (proof,) = answered(page_of_results(1, items=36), page=1, proven=False)
    assert ResultsWalk.from_json(proof.position) == WALK
    assert proof.then.url == filter_url(6)
    assert proof.then.cb_kwargs["proven"]


def test_a_filter_that_refuses_its_first_page_has_failed() -> None:
    (closed,) = answered('{"code": "bad"}', status=400, page=1, proven=False)
    assert isinstance(closed, CloseSpider)


def test_a_site_that_is_asked_too_fast_is_left_alone_and_ends_no_query() -> None:
    refused, closed = answered('{"message": "Slow down your API calls"}', status=400)
    assert isinstance(refused, Refused)
    assert isinstance(closed, CloseSpider)


@pytest.mark.parametrize(
    "body",
    [
        page_of_results(1, items=36),
        page_of_results(6, items=24, per_page=24),
        '{"message": "Slow down your API calls"}',
    ],
)
def test_an_answer_to_another_question_is_no_page_of_the_walk(body: str) -> None:
    (closed,) = answered(body)
    assert isinstance(closed, CloseSpider)
