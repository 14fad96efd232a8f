"""A seller's cars in the lists of its profile on Classic.com."""

import pytest

from crawler.items import Business, InventoryEntry, ListPage
from crawler.pages import read_page
from crawler.pages.classic_com import inventory_start, read_inventory
from crawler.pages.errors import Challenge, Unreadable

PROFILE = "https://www.classic.com/s/hollow-road-aB1cD2e/"
FOR_SALE = ListPage(f"{PROFILE}?status=forsale", "for_sale")
SOLD = ListPage(f"{PROFILE}?status=sold", "sold")
CARD = (
    '<div class="group"><h3><a href="/veh/1968-ashby-tourer-kL5mN6o/">1968 Ashby Tourer</a></h3>'
    '<span class="border font-medium uppercase">For Sale</span></div>'
)
WALL = "<html><head><title>Just a moment...</title></head><body></body></html>"


def profile(body: str) -> str:
    return f"<body><main><h1>Hollow Road</h1>{body}</main></body>"


@pytest.mark.parametrize(
    ("links", "run_mode", "starts"),
    [
        ("", "both", [ListPage(PROFILE)]),
        ("", "sold", [ListPage(PROFILE)]),
        (
            '<a href="?status=forsale">For sale</a><a href="?status=sold">Sold</a>',
            "both",
            [FOR_SALE, SOLD],
        ),
        (
            '<a href="?status=for_sale">For sale</a><a href="?listing_status=SOLD">Sold</a>',
            "sold",
            [ListPage(f"{PROFILE}?listing_status=SOLD", "sold")],
        ),
        (
            '<a href="?status=forsale">For sale</a>',
            "both",
            [FOR_SALE, ListPage(PROFILE)],
        ),
        (
            '<a href="/search/?status=forsale">All</a><a href="/s/other-1/?status=sold">Theirs</a>'
            '<a href="?status=sold&amp;page=2">2</a><a href="?q=sold">Find</a>',
            "both",
            [ListPage(PROFILE)],
        ),
    ],
)
def test_the_lists_are_those_that_the_profile_links_to_or_itself(
    links: str, run_mode: str, starts: list[ListPage]
) -> None:
    assert inventory_start(profile(links), f"{PROFILE}?utm_source=x", run_mode) == starts


def test_an_unknown_run_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="run mode"):
        inventory_start(profile(""), PROFILE, "all")


@pytest.mark.parametrize("notice", ["No listings found.", "No vehicles for sale", "no results"])
def test_a_list_that_says_it_has_none_is_empty(notice: str) -> None:
    read = read_inventory(profile(f"<p>{notice}</p>"), ListPage(PROFILE))
    assert (read.items, read.further) == ((), ())


@pytest.mark.parametrize("body", ["", "<p>Cars</p>", f"<p>{'We list. ' * 20}No cars here.</p>"])
def test_a_list_without_cards_or_notice_is_unreadable(body: str) -> None:
    with pytest.raises(Unreadable, match="browser"):
        read_inventory(profile(body), ListPage(PROFILE))


def test_a_rail_alone_is_no_list() -> None:
    rail = f"<section><h2>Similar listings</h2>{CARD}</section>"
    with pytest.raises(Unreadable):
        read_inventory(profile(rail), ListPage(PROFILE))


def test_a_wall_is_a_challenge() -> None:
    with pytest.raises(Challenge):
        read_inventory(WALL, ListPage(PROFILE))
    with pytest.raises(Challenge):
        inventory_start(WALL, PROFILE, "both")


def test_one_card_without_a_title_is_left_out_and_many_are_refused() -> None:
    cards = [
        f'<div class="group"><h3><a href="/veh/1968-car-{i}aaaaaa/">1968 Car</a></h3></div>'
        for i in range(10, 30)
    ]
    untitled = '<div class="group"><h3><a href="/veh/1968-car-bbbbbbb/"><img></a></h3></div>'
    read = read_inventory(profile("".join([*cards, untitled])), ListPage(PROFILE))
    assert (len(read.items), len(read.unread)) == (20, 1)
    with pytest.raises(Unreadable):
        read_inventory(profile("".join([*cards[:3], untitled])), ListPage(PROFILE))


@pytest.mark.parametrize(
    ("query", "pager", "following"),
    [
        ("", "<b>1 / 2</b>", "?page=2"),
        ("?status=sold", "<b>1 / 2</b><a href='?page=2'>chevron_right</a>", "?status=sold&page=2"),
        ("?page=2", "<b>2 / 2</b><a href='?page=3'>chevron_right</a>", None),
        ("?page=2", "<b>1 / 2</b><a href='?page=2'>chevron_right</a>", None),
        ("?page=2", "<a href='?page=1'>chevron_right</a>", None),
        ("?page=2", "<a href='?page=3'>chevron_right</a>", "?page=3"),
        ("", "<a href='/search/?page=2'>chevron_right</a>", None),
        ("", "<a href='https://other.example/s/hollow-road-aB1cD2e/?page=2'>Next</a>", None),
        ("", "<a href='#'>chevron_right</a>", None),
    ],
)
def test_the_pager_never_leaves_the_profile_and_never_leads_back(
    query: str, pager: str, following: str | None
) -> None:
    read = read_inventory(profile(CARD + pager), ListPage(PROFILE + query, "for_sale"))
    expected = (ListPage(PROFILE + following, "for_sale"),) if following else ()
    assert read.further == expected


def test_a_card_in_a_card_is_one_car() -> None:
    card = f'<div id="vehicle-item-9">{CARD}</div>'
    (entry,) = read_inventory(profile(card + CARD), ListPage(PROFILE)).items
    assert isinstance(entry, InventoryEntry)
    assert entry.status == "for_sale"


@pytest.mark.parametrize(
    ("seller", "count"),
    [("/s/hollow-road-aB1cD2e", 1), ("/s/other-1/", 0), ("/dealer/hollow-road", 1)],
)
def test_a_card_that_names_another_seller_is_not_this_ones(seller: str, count: int) -> None:
    link = f'<a class="hover:underline" href="{seller}">Seller</a></div>'
    html = profile(CARD.replace("</div>", link) + "<p>No listings of ours.</p>")
    assert len(read_inventory(html, ListPage(PROFILE)).items) == count


def test_a_profile_read_by_itself_gives_the_seller_and_its_cars() -> None:
    read = read_page(profile(CARD + "<b>1 / 2</b>"), PROFILE)
    assert [type(item) for item in read.items] == [Business, InventoryEntry]
    assert read.page == "classic_profile"
    assert read.further == (ListPage(f"{PROFILE}?page=2"),)


def test_a_profile_without_a_list_is_its_seller_alone() -> None:
    read = read_page(profile("<p>Hello</p>"), PROFILE)
    assert [type(item) for item in read.items] == [Business]
