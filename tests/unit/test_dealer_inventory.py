"""What the inventory spider makes of an organisation's start page."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy.utils.test import get_crawler

from crawler import inventory_walk
from crawler.inventory_walk import Walk
from crawler.items import ListPage
from crawler.outcomes import Failed, InventoryRead
from crawler.pages.errors import Unreadable
from crawler.redirects import LedAway
from crawler.spider_arguments import ArgumentError
from crawler.spiders.dealer_inventory import DealerInventorySpider
from db.queue import INVENTORY_QUEUE, Claim

NOW = datetime(2026, 3, 1, 20, 5, tzinfo=UTC)
PROFILE = "https://www.classic.com/s/quillon-cars-aB3dE5f/"
HOME = "https://www.quillon-cars.example/"
CAR = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Car",
"name": "1967 Alfa Romeo GTV", "url": "https://www.quillon-cars.example/car/1"}</script>"""
LOGO = '<img src="https://cdn.dealeraccelerate.com/quillon/1/logo.png">'
LINK = '<nav><a href="/inventory">Inventory</a></nav>'


def claim(run_mode: str = "both") -> Claim:
    return Claim(
        queue=INVENTORY_QUEUE,
        id=1,
        key=1,
        url=HOME,
        host="www.quillon-cars.example",
        token=uuid.uuid4(),
        attempts=1,
        carried={"start_url": HOME, "run_mode": run_mode},
    )


def begun(claim: Claim, url: str = HOME) -> dict[str, Any]:
    """What the request of an organisation's start page hands on."""
    return {
        "claim": claim,
        "walk": inventory_walk.first([("dealer", url)], str(claim.carried["run_mode"])),
        "asked_at": NOW,
    }


def test_a_start_page_with_an_inventory_begins_the_walk() -> None:
    spider = DealerInventorySpider()
    html = f"<html><body>{LINK}{CAR}</body></html>"
    (outcome,) = spider.outcomes(html, HOME, **begun(claim()))
    assert isinstance(outcome, InventoryRead)
    assert outcome.platform == outcome.reader == "schema_org"
    assert outcome.ended is None
    assert outcome.cursor is not None
    walk = Walk.of_cursor(outcome.cursor)
    assert f"{HOME}inventory" in [page.url for page in walk.pages]
    assert outcome.then is not None
    assert outcome.then.url == walk.pages[0].url


@pytest.mark.parametrize(
    ("body", "platform"), [(LOGO, "dealer_accelerate"), ("<p>We moved.</p>", "unknown")]
)
def test_a_start_page_that_leads_nowhere_is_no_empty_inventory(body: str, platform: str) -> None:
    spider = DealerInventorySpider()
    with pytest.raises(Unreadable) as error:
        list(spider.outcomes(f"<html><body>{body}</body></html>", HOME, **begun(claim())))
    assert error.value.about == {"platform": platform}


def test_a_site_without_an_archive_has_no_sold_cars() -> None:
    spider = DealerInventorySpider()
    body = f"<html><body>{LOGO}</body></html>"
    (outcome,) = spider.outcomes(body, HOME, **begun(claim("sold")))
    assert isinstance(outcome, InventoryRead)
    assert outcome.cursor is None
    assert outcome.ended is not None


def test_a_run_mode_given_by_hand_goes_before_the_rows_own() -> None:
    spider = DealerInventorySpider(run_mode="sold")
    assert spider.mode(claim("current")) == "sold"
    assert DealerInventorySpider().mode(claim("current")) == "current"
    with pytest.raises(ArgumentError, match="run_mode must be one of current, sold, both"):
        DealerInventorySpider(run_mode="all")


def test_a_row_whose_cursor_is_an_older_versions_begins_anew() -> None:
    row = replace(claim(), cursor={"platform": "schema_org", "lists": [], "seen": [], "given": 0})
    assert DealerInventorySpider().request(row).url == HOME


def test_the_page_on_classic_com_is_walked_after_the_own_site() -> None:
    spider = DealerInventorySpider()
    spider.profiles[1] = PROFILE
    walk = spider.request(claim()).cb_kwargs["walk"]
    assert (walk.source, walk.start, walk.later) == ("dealer", HOME, (("classic_com", PROFILE),))


def test_an_organisation_without_a_site_starts_at_its_page_on_classic_com() -> None:
    spider = DealerInventorySpider()
    spider.profiles[1] = PROFILE
    walk = spider.request(replace(claim(), url=PROFILE)).cb_kwargs["walk"]
    assert (walk.source, walk.start, walk.later) == ("classic_com", PROFILE, ())


def test_a_list_that_is_asked_for_by_json_is_posted() -> None:
    spider = DealerInventorySpider()
    page = ListPage(f"{HOME}api", None, '{"start": 0}')
    walk = inventory_walk.started(
        inventory_walk.first([("dealer", HOME)], "both"), "schema_org", [(page,)], NOW
    )
    request = spider.walk_request(claim(), walk)
    assert (request.method, request.body) == ("POST", b'{"start": 0}')
    assert request.headers["Content-Type"] == b"application/json"


def test_a_home_page_tells_the_dealers_member_page() -> None:
    spider = DealerInventorySpider()
    member = '<a href="https://bringatrailer.com/member/Quillon-Cars/">Auctions</a>'
    html = f"<html><body>{LINK}{CAR}{member}</body></html>"
    (outcome,) = spider.outcomes(html, HOME, **begun(claim()))
    assert isinstance(outcome, InventoryRead)
    assert outcome.bat_username == "quillon-cars"


def test_a_site_that_leads_to_a_marketplace_is_no_inventory_of_its_own() -> None:
    html = f"<html><body>{LINK}{CAR}</body></html>"
    with pytest.raises(Unreadable, match="leads to") as error:
        list(
            DealerInventorySpider().outcomes(
                html, "https://www.hemmings.com/dealers/quillon", **begun(claim())
            )
        )
    assert error.value.about == {"platform": "unknown"}


def test_a_sold_list_that_leads_to_the_current_one_is_gone() -> None:
    html = f"<html><body>{LINK}{CAR}</body></html>"
    about = begun(claim()) | {"walk": resting(ListPage(f"{HOME}sold", "sold"))}
    with pytest.raises(LedAway):
        list(DealerInventorySpider().outcomes(html, f"{HOME}inventory", **about))


def test_a_walk_of_a_platform_that_is_no_more_begins_anew() -> None:
    cursor = replace(resting(ListPage(f"{HOME}cars")), platform="carriage_works").as_cursor()
    request = DealerInventorySpider().request(replace(claim(), cursor=cursor))
    assert request.url == HOME


@pytest.mark.parametrize("reason", ["gone", "unreadable", "robots"])
def test_an_interrupted_walk_begins_anew_where_its_next_page_is_no_more(reason: str) -> None:
    spider, row = held(replace(claim(), cursor=resting(ListPage(f"{HOME}cars?page=7")).as_cursor()))
    spider.profiles[1] = PROFILE
    request = spider.request(row)
    assert request.url == f"{HOME}cars?page=7"
    why = {"reason": reason, "message": "not there"}
    (outcome,) = spider.gave_nothing(request.url, request.cb_kwargs, why)
    assert isinstance(outcome, InventoryRead)
    assert outcome.then is not None
    assert outcome.then.url == HOME
    assert outcome.then.cb_kwargs["walk"].later == (("classic_com", PROFILE),)
    # Once: what is not there from the beginning on is not there.
    (end,) = spider.gave_nothing(HOME, begun(row), why)
    assert isinstance(end, Failed)


def resting(page: ListPage) -> Walk:
    """A walk that came to a page."""
    walk = inventory_walk.first([("dealer", HOME)], "both")
    return inventory_walk.started(walk, "schema_org", [(page,)], NOW)


def held(row: Claim) -> tuple[DealerInventorySpider, Claim]:
    """A spider whose worker holds the row."""
    crawler = get_crawler(DealerInventorySpider)
    spider = DealerInventorySpider.from_crawler(crawler)
    spider.worker.held[row.queue.table, row.id] = row
    return spider, row
