"""What an answer that is no page means for its row."""

from datetime import UTC, datetime
from math import inf, nan

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawler.handlers import AddressRefused
from crawler.middlewares import (
    HostBlocked,
    RobotsForbidden,
    RobotsUnknown,
    crawl_delay,
    failure_of_error,
    failure_of_status,
    retry_after,
)
from db.models import FAILURE_REASONS

NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def answer(status: int, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("https://a.example/", status=status, headers=named)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (404, "gone"),
        (410, "gone"),
        (401, "blocked"),
        (403, "blocked"),
        (429, "blocked"),
        (408, "timeout"),
        (500, "server_error"),
        (502, "server_error"),
        (503, "server_error"),
        (504, "server_error"),
        (400, "unreadable"),
        (451, "unreadable"),
    ],
)
def test_a_status_is_one_reason(status: int, reason: str) -> None:
    failure = failure_of_status(answer(status))
    assert (failure["reason"], failure["http_status"]) == (reason, status)
    assert reason in FAILURE_REASONS


def test_a_503_that_says_when_to_come_back_or_shows_a_wall_is_a_refusal() -> None:
    assert failure_of_status(answer(503, Retry_After="90")) == {
        "reason": "blocked",
        "message": "HTTP 503",
        "http_status": 503,
        "wait": 90.0,
    }
    assert failure_of_status(answer(503, cf_mitigated="challenge"))["reason"] == "blocked"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Sat, 21 Nov 2026 22:05:00 GMT", 300.0),
        ("Sat, 21 Nov 2026 21:00:00 GMT", 0.0),
        ("99999999999999999999", 30 * 24 * 3600.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 30 * 24 * 3600.0),
        ("Fri, 31 Dec 99999999999999999999 23:59:59 GMT", None),
        ("Sat, 21 Nov 2026 22:05:00 +99999999999999999999", None),
        ("soon", None),
        ("\xb2", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(value: str, seconds: float | None) -> None:
    said = answer(429, Retry_After=value, Date="Sat, 21 Nov 2026 22:00:00 GMT")
    assert retry_after(said) == seconds


def test_a_date_to_come_back_at_is_told_by_the_databases_clock_where_the_answer_has_none() -> None:
    said = answer(429, Retry_After="Sat, 21 Nov 2026 22:05:00 GMT")
    assert retry_after(said) is None, "nobody knows what time it was"
    said.request = Request(said.url, meta={"asked_at": NOW, "download_latency": 20.0})
    assert retry_after(said) == 280.0


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [(None, None), (0.5, 0.5), (1e300, 24 * 3600.0), (inf, None), (nan, None), (-5.0, None)],
)
def test_a_crawl_delay_that_no_clock_can_keep_is_none(
    stated: float | None, seconds: float | None
) -> None:
    assert crawl_delay(stated) == seconds


def test_an_answer_without_retry_after_asks_for_no_time() -> None:
    assert retry_after(answer(429)) is None


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DownloadTimeoutError("slow"), "timeout"),
        (CannotResolveHostError("no such host"), "connection"),
        (DownloadConnectionRefusedError("closed"), "connection"),
        (ResponseDataLossError("cut"), "connection"),
        (DownloadCancelledError("21 MB"), "unreadable"),
        (RobotsForbidden("no"), "robots"),
        (RobotsUnknown("500"), "server_error"),
        (AddressRefused("127.0.0.1"), "refused_address"),
        (IgnoreRequest("max redirections reached"), "unreadable"),
        (RuntimeError("a bug"), "unreadable"),
    ],
)
def test_an_error_of_the_download_is_one_reason(error: Exception, reason: str) -> None:
    failure = failure_of_error(error)
    assert failure["reason"] == reason
    assert str(error) in failure["message"]


def test_a_host_that_is_blocked_already_is_not_blocked_anew() -> None:
    failure = failure_of_error(HostBlocked("a.example", 77.0))
    assert (failure["reason"], failure["wait"], failure["blocks"]) == ("blocked", 77.0, False)
