from datetime import timedelta

import pytest

from crawler.durations import duration


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1d", timedelta(days=1)),
        ("12h", timedelta(hours=12)),
        (" 90 m ", timedelta(minutes=90)),
        ("", None),
    ],
)
def test_a_span_of_time_is_read(text: str, span: timedelta | None) -> None:
    assert duration(text) == span


@pytest.mark.parametrize("text", ["1", "d", "0d", "-1d", "1 week", "1.5h", "1d12h"])
def test_what_is_no_span_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a span of time like 90m, 12h or 1d"):
        duration(text)
