"""JSON that scripts assign."""

import pytest

from crawler.pages.errors import Unreadable
from crawler.pages.script_json import assigned


@pytest.mark.parametrize(
    ("script", "values"),
    [
        ('var car = {"a": 1};', [{"a": 1}]),
        ("car=[1]; other = [2]; car = [3];", [[1], [3]]),
        ('car = car || {"a": 1};', []),
        ('if (car == {"a": 1}) {}', []),
        ("scar = [1];", []),
    ],
)
def test_each_assignment_of_json_is_given(script: str, values: list[object]) -> None:
    assert list(assigned(script, r"\bcar")) == values


def test_what_begins_like_json_and_is_none_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        list(assigned("car = {a: 1};", r"\bcar"))
