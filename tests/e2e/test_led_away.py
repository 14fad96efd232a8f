"""Sites that lead elsewhere: the row says so, and no other page is taken for the one asked for."""

from urllib.parse import urlsplit

import psycopg

from tests.program import Program, SampleWeb


def crawl(night: Program, spider: str, *arguments: str) -> str:
    """Run one spider; returns its output."""
    code, output = night.run("scrapy", "crawl", spider, *arguments)
    assert code == 0, output[-3000:]
    assert "Traceback" not in output
    return output


def a_dealers_car(web: SampleWeb) -> tuple[str, str]:
    """The URL of a car for sale on a dealer's own site, and its host."""
    dealer = next(b for b in web.truth["businesses"] if b["platform"] == "dealer_accelerate")
    host = urlsplit(str(dealer["website"])).hostname or ""
    url = next(
        str(one["url"])
        for one in web.truth["listings"]
        if host in str(one["url"]) and one["status"] == "for_sale"
    )
    return url, host


def test_a_car_whose_page_leads_to_the_home_page_is_removed(
    night: Program, web: SampleWeb, database: str
) -> None:
    url, host = a_dealers_car(web)
    crawl(night, "listings", "-a", f"url={url}")
    web.ask(f"/misbehave?host={host}&path={urlsplit(url).path}&kind=redirect&to=/&times=0")
    crawl(night, "listings", "-a", f"url={url}")
    with psycopg.connect(database) as conn:
        rows = conn.execute("SELECT url, status FROM listings").fetchall()
        queued = conn.execute("SELECT status, reason FROM import_queue").fetchall()
    assert rows == [(url, "removed")]
    assert queued == [("failed", "gone")]


def test_a_robots_txt_that_leads_elsewhere_is_obeyed(
    night: Program, web: SampleWeb, database: str
) -> None:
    url, host = a_dealers_car(web)
    web.ask(f"/misbehave?host={host}&path=/robots.txt&kind=redirect&to=/rules.txt&times=0")
    web.ask(f"/misbehave?host={host}&path=/rules.txt&kind=closed&to=/&times=0")
    crawl(night, "listings", "-a", f"url={url}")
    with psycopg.connect(database) as conn:
        queued = conn.execute("SELECT status, reason FROM import_queue").fetchall()
    assert queued == [("skipped", "robots")]


def test_a_robots_txt_that_leads_in_a_circle_has_no_rules(
    night: Program, web: SampleWeb, database: str
) -> None:
    url, host = a_dealers_car(web)
    web.ask(f"/misbehave?host={host}&path=/robots.txt&kind=redirect&to=/robots.txt&times=0")
    crawl(night, "listings", "-a", f"url={url}")
    with psycopg.connect(database) as conn:
        queued = conn.execute("SELECT status FROM import_queue").fetchall()
    assert queued == [("complete",)]


def test_a_directory_that_shrank_is_read_from_its_beginning(
    night: Program, web: SampleWeb, database: str
) -> None:
    place = "SELECT position FROM cursors WHERE name = 'classic_sellers:all'"
    crawl(night, "classic_sellers", "-a", "pages=1")
    for kind in ("kind=404", "kind=redirect&to=/data?filter=all%26page=1"):
        with psycopg.connect(database) as conn:
            conn.execute("UPDATE cursors SET position = '{\"next_page\": 90}'")
        web.ask(f"/misbehave?host=www.classic.com&path=/data?filter=all%26page=90&{kind}&times=0")
        crawl(night, "classic_sellers", "-a", "pages=1")
        with psycopg.connect(database) as conn:
            (position,) = conn.execute(place).fetchone() or ({},)
        assert position["next_page"] in (1, 2), kind
        web.ask("/behave")


def test_a_directorys_page_that_cannot_be_read_fails_the_crawl_and_keeps_no_later_one_waiting(
    night: Program, web: SampleWeb, database: str
) -> None:
    crawl(night, "classic_sellers", "-a", "pages=1")
    with psycopg.connect(database) as conn:
        conn.execute("UPDATE cursors SET position = '{\"next_page\": 90}'")
    web.ask("/misbehave?host=www.classic.com&path=/data*&kind=wrong")
    code, _ = night.run("scrapy", "crawl", "classic_sellers", "-a", "pages=1")
    assert code == 1
    with psycopg.connect(database) as conn:
        positions = conn.execute("SELECT position FROM cursors").fetchall()
    assert positions == [({"next_page": 1},)]


def test_a_sold_archive_that_leads_to_the_current_cars_makes_none_of_them_sold(
    night: Program, web: SampleWeb, database: str
) -> None:
    url, host = a_dealers_car(web)
    web.ask(f"/misbehave?host={host}&path=/vehicles/sold*&kind=redirect&to=/vehicles&times=0")
    crawl(night, "dealer_inventory", "-a", f"url=https://{host}/", "-a", "max_results=0")
    with psycopg.connect(database) as conn:
        status = conn.execute(
            "SELECT status FROM dealer_inventory WHERE listing_url = %s", (url,)
        ).fetchone()
        queued = conn.execute("SELECT status FROM organization_inventory_sync_queue").fetchall()
    assert b"/vehicles/sold" in web.ask("/log")
    assert status == ("for_sale",)
    assert queued == [("completed",)]
