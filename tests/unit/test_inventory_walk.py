"""The walk over an organisation's lists, page by page."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler import inventory_walk
from crawler.inventory_walk import MOST_PAGES, Problem, Walk
from crawler.items import InventoryEntry, ListPage, ReadPage, UnreadEntry

SITE = "https://www.larkhill-cars.example"
NOW = datetime(2026, 3, 1, 20, 5, tzinfo=UTC)
SITEMAP = ListPage(f"{SITE}/sitemap.xml")
CURRENT, SOLD = ListPage(f"{SITE}/cars", "for_sale"), ListPage(f"{SITE}/sold", "sold")


def begun(*roads: tuple[ListPage, ...]) -> Walk:
    walk = inventory_walk.first([("dealer", f"{SITE}/")], "both")
    return inventory_walk.started(walk, "some_platform", list(roads), NOW)


def listed(
    *names: str, status: str | None = "for_sale", further: tuple[ListPage, ...] = ()
) -> ReadPage:
    entries = tuple(InventoryEntry(url=f"{SITE}/car/{n}", status=status) for n in names)
    return ReadPage(page="some_list", items=entries, further=further)


def names(page: ReadPage) -> list[str]:
    return [i.url.rpartition("/")[2] for i in page.items if isinstance(i, InventoryEntry)]


def read(
    walk: Walk, page: ReadPage, *, url: str = "", run_mode: str = "both", max_results: int = 0
) -> tuple[ReadPage, Walk]:
    walk = replace(walk, run_mode=run_mode)
    return inventory_walk.read(walk, page, url or walk.pages[0].url, max_results=max_results)


def test_a_walk_survives_as_a_cursor() -> None:
    walk = begun((CURRENT, SOLD), (SITEMAP,))
    _, walk = read(walk, listed("a", further=(ListPage(f"{SITE}/cars?page=2", "for_sale", "{}"),)))
    walk = Walk.of_cursor(walk.as_cursor())
    assert Walk.of_cursor(walk.as_cursor()) == walk
    assert walk.pages == (ListPage(f"{SITE}/cars?page=2", "for_sale", "{}"), SOLD)
    assert walk.others == ((SITEMAP,),)
    with_problem = inventory_walk.first([("dealer", "https://a.example/")], "both")
    problem = Problem("unreadable", "no marks", 200)
    with_problem = Walk(
        source="dealer", run_mode="both", problem=problem, later=(("classic_com", "b"),)
    )
    assert Walk.of_cursor(with_problem.as_cursor()) == with_problem


def test_a_cursor_of_an_older_version_is_no_walk() -> None:
    with pytest.raises(ValueError, match="no walk"):
        Walk.of_cursor({"platform": "x", "lists": [], "seen": [], "given": 0})


def test_each_list_is_walked_to_its_last_page_and_then_the_next() -> None:
    second = ListPage(f"{SITE}/cars?page=2", "for_sale")
    walk = begun((CURRENT, SOLD))
    page, walk = read(walk, listed("a", "b", further=(second,)))
    assert names(page) == ["a", "b"]
    assert walk.pages == (second, SOLD)
    _, walk = read(walk, listed("c"))
    assert walk.pages == (SOLD,)
    _, walk = read(walk, listed("d", status="sold"))
    assert walk.is_over
    assert walk.whole
    assert walk.given == {"for_sale": 3, "sold": 1}


def test_a_pager_that_leads_back_or_away_is_at_its_end() -> None:
    for following in (CURRENT, ListPage("https://elsewhere.example/cars?page=2", "for_sale")):
        _, walk = read(begun((CURRENT,)), listed("a", further=(following,)))
        assert walk.is_over


def test_a_pager_whose_page_shows_what_an_earlier_one_did_is_at_its_end() -> None:
    walk = begun((CURRENT,))
    for number in (2, 3):
        _, walk = read(
            walk, listed("a", "b", further=(ListPage(f"{SITE}/cars?page={number}", "for_sale"),))
        )
    assert walk.is_over
    assert walk.whole


def test_a_sold_list_that_shows_the_current_cars_makes_none_of_them_sold() -> None:
    walk = begun((CURRENT, SOLD))
    _, walk = read(walk, listed("a", "b"))
    page, walk = read(walk, listed("b", "a", status="sold"))
    assert names(page) == []
    assert walk.is_over


def test_a_list_that_goes_on_at_another_site_is_not_whole() -> None:
    elsewhere = ListPage("https://parts.example/sitemap-2.xml")
    _, walk = read(begun((SITEMAP,)), listed("a", further=(elsewhere,)))
    assert walk.is_over
    assert not walk.whole


def test_empty_pages_are_no_repetition() -> None:
    walk = begun((CURRENT, SOLD))
    _, walk = read(walk, listed())
    _, walk = read(walk, listed())
    assert walk.is_over
    assert walk.whole


def test_no_walk_asks_for_pages_for_ever() -> None:
    walk = begun((CURRENT,))
    asked = 0
    while not walk.is_over:
        asked += 1
        following = ListPage(f"{SITE}/cars?page={asked + 1}", "for_sale")
        _, walk = read(walk, listed(f"car{asked}", further=(following,)))
    assert asked == MOST_PAGES
    assert not walk.whole


def test_at_most_so_many_of_each_status_are_taken_and_the_walk_says_that_it_was_cut() -> None:
    walk = begun((CURRENT, SOLD))
    following = ListPage(f"{SITE}/cars?page=2", "for_sale")
    page, walk = read(walk, listed("a", "b", "c", further=(following,)), max_results=2)
    assert names(page) == ["a", "b"]
    assert walk.pages == (SOLD,)
    page, walk = read(walk, listed("d", status="sold"), max_results=2)
    assert names(page) == ["d"]
    assert not walk.whole


def test_a_list_that_ends_at_the_limit_was_not_cut() -> None:
    page, walk = read(begun((CURRENT,)), listed("a", "b"), max_results=2)
    assert names(page) == ["a", "b"]
    assert walk.whole


@pytest.mark.parametrize(
    ("run_mode", "taken"), [("current", ["a", "u"]), ("sold", ["s", "u"]), ("both", list("asu"))]
)
def test_of_a_list_that_holds_both_a_run_mode_takes_its_own(
    run_mode: str, taken: list[str]
) -> None:
    both = [listed("a"), listed("s", status="sold"), listed("u", status=None)]
    page = ReadPage(page="feed", items=tuple(i for one in both for i in one.items))
    taken_page, walk = read(begun((SITEMAP,)), page, run_mode=run_mode)
    assert names(taken_page) == taken
    assert walk.whole


def test_what_was_left_out_unread_is_no_whole_list() -> None:
    page = ReadPage(page="list", items=listed("a").items, unread=(UnreadEntry(why="no link"),))
    assert not read(begun((CURRENT,)), page)[1].whole


@pytest.mark.parametrize("reason", ["robots", "gone", "unreadable"])
def test_a_closed_road_is_left_for_the_next_one(reason: str) -> None:
    walk = inventory_walk.closed(begun((SITEMAP,), (CURRENT, SOLD)), reason)
    assert walk is not None
    assert walk.pages == (CURRENT, SOLD)
    assert walk.others == ()
    assert walk.whole


@pytest.mark.parametrize("reason", ["timeout", "server_error", "connection", "blocked"])
def test_what_may_pass_closes_no_road(reason: str) -> None:
    assert inventory_walk.closed(begun((SITEMAP,), (CURRENT,)), reason) is None


def test_a_site_may_have_no_archive_of_sold_cars() -> None:
    walk = inventory_walk.closed(begun((SOLD, CURRENT)), "gone")
    assert walk is not None
    assert walk.pages == (CURRENT,)
    assert walk.whole


def test_a_list_that_is_closed_in_its_middle_is_not_whole() -> None:
    following = ListPage(f"{SITE}/cars?page=2", "for_sale")
    _, walk = read(begun((CURRENT,)), listed("a", further=(following,)))
    after = inventory_walk.closed(walk, "robots")
    assert after is not None
    assert after.is_over
    assert not after.whole


def test_another_road_is_walked_from_its_beginning_to_its_end() -> None:
    records, second = ListPage(f"{SITE}/api"), ListPage(f"{SITE}/api?page=2")
    walk = begun((records,), (CURRENT,))
    _, walk = read(walk, listed("a", "b", further=(second,)), max_results=1)
    after = inventory_walk.closed(walk, "robots")
    assert after is not None
    following = ListPage(f"{SITE}/cars?page=2", "for_sale")
    page, walk = read(after, listed("a", "b", further=(following,)))
    assert names(page) == ["a", "b"]
    assert walk.pages == (following,)
    assert walk.whole


@pytest.mark.parametrize("run_mode", ["sold", "both"])
def test_a_page_that_is_gone_from_a_shrunk_list_ends_the_list_whatever_was_taken(
    run_mode: str,
) -> None:
    following = ListPage(f"{SITE}/sitemap.xml?page=2")
    taken, walk = read(begun((SITEMAP,)), listed("a", further=(following,)), run_mode=run_mode)
    assert names(taken) == ([] if run_mode == "sold" else ["a"])
    after = inventory_walk.closed(walk, "gone")
    assert after is not None
    assert after.is_over
    assert not after.whole


def test_a_list_that_cannot_be_read_ends_the_walk_unless_there_is_another_road() -> None:
    assert inventory_walk.closed(begun((CURRENT,)), "unreadable") is None
    assert inventory_walk.closed(begun((CURRENT,)), "gone") is None


def test_the_sources_are_walked_in_their_order() -> None:
    profile = "https://www.classic.com/s/larkhill-aB3dE5f/"
    walk = inventory_walk.first([("dealer", f"{SITE}/"), ("classic_com", profile)], "both")
    assert (walk.source, walk.start) == ("dealer", f"{SITE}/")
    walk = inventory_walk.started(walk, "some_platform", [(CURRENT,)], NOW)
    _, walk = read(walk, listed("a"))
    following = inventory_walk.next_source(walk)
    assert following is not None
    assert (following.source, following.start) == ("classic_com", profile)
    assert following.walked == ("dealer",)
    assert following.since == NOW.isoformat()
    assert inventory_walk.next_source(following) is None
