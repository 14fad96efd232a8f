"""What the inventory spider makes of an organisation's start page."""

import uuid

import pytest

from crawler.outcomes import Failed, InventoryRead
from crawler.spiders.dealer_inventory import DealerInventorySpider
from db.queue import INVENTORY_QUEUE, Claim

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


def test_a_start_page_with_an_inventory_begins_the_walk() -> None:
    spider = DealerInventorySpider()
    (outcome,) = spider.outcomes(f"<html><body>{LINK}{CAR}</body></html>", HOME, claim=claim())
    assert isinstance(outcome, InventoryRead)
    assert outcome.cursor is not None
    assert outcome.cursor["lists"] == [[f"{HOME}inventory", "for_sale"]]
    assert outcome.then is not None
    assert outcome.then.url == f"{HOME}inventory"


@pytest.mark.parametrize(
    ("body", "platform"), [(LOGO, "dealer_accelerate"), ("<p>We moved.</p>", "unknown")]
)
def test_a_start_page_that_leads_nowhere_is_no_empty_inventory(body: str, platform: str) -> None:
    spider = DealerInventorySpider()
    (outcome,) = spider.outcomes(f"<html><body>{body}</body></html>", HOME, claim=claim())
    assert isinstance(outcome, Failed)
    assert (outcome.reason, outcome.platform) == ("unreadable", platform)


def test_a_site_without_an_archive_has_no_sold_cars() -> None:
    spider = DealerInventorySpider()
    body = f"<html><body>{LOGO}</body></html>"
    (outcome,) = spider.outcomes(body, HOME, claim=claim("sold"))
    assert isinstance(outcome, InventoryRead)
    assert outcome.cursor is None
