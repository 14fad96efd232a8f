"""Pagers that number their pages in the query."""

import pytest

from crawler.pages.page_numbers import next_page, page_number

LIST = "https://elmfield.example/cars"


@pytest.mark.parametrize(
    ("hrefs", "url", "following"),
    [
        (["?page=2", "?page=9"], LIST, f"{LIST}?page=2"),
        (["?page=1", "?page=9"], f"{LIST}?page=2&sort=year", f"{LIST}?sort=year&page=3"),
        (["?page=1", "?page=8"], f"{LIST}?page=9", None),
        (["?page=9"], f"{LIST}?page=9", None),
        (["?sort=1&page=3&dir=DESC"], f"{LIST}?page=2", f"{LIST}?page=3"),
        (["/about", "#", "tel:+1-5550100", "?page=two", "?page=-4", "?page=0"], LIST, None),
        (["?page=99999999999999999999", "http://[", "?pages=4"], LIST, None),
        ([], LIST, None),
    ],
)
def test_the_next_page_is_one_that_a_link_bears_or_that_comes_before_it(
    hrefs: list[str], url: str, following: str | None
) -> None:
    assert next_page(hrefs, url) == following


def test_a_parameter_of_another_name_counts_where_it_is_asked_for() -> None:
    assert next_page(["?pt=2&page=7"], LIST, "pt") == f"{LIST}?pt=2"
    assert page_number(f"{LIST}?pt=4&page=7", "pt") == 4


def test_a_page_without_a_number_is_the_first() -> None:
    assert page_number(LIST) == 1
    assert page_number(f"{LIST}?page=all") == 1
