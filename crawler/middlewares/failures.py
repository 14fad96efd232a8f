"""What an answer that is no page means: reasons for the row's end."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.handlers import AddressRefused
from crawler.middlewares.host_gate import HostBlocked
from crawler.middlewares.robots import RobotsForbidden, RobotsUnknown
from crawler.terminal import printable

logger = logging.getLogger(__name__)

_LONGEST_WAIT = 30 * 24 * 3600.0  # seconds; assumed: a host that asks for more has slipped
_SHOWN = 200  # characters of a foreign text in a message


def retry_after(response: Response) -> float | None:
    """Seconds that a response's Retry-After asks for (a number or a date, RFC 9110, 10.2.3), 30
    days at most; None without one. This machine's clock plays no part: a date is compared with the
    answer's own Date, else with the database's clock, by which the request went out."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():
        return min(float(value), _LONGEST_WAIT)
    when, now = _date(value), _answered_at(response)
    if when is None or now is None:
        return None
    return min(max(0.0, (when - now).total_seconds()), _LONGEST_WAIT)


def _date(value: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def _answered_at(response: Response) -> datetime | None:
    stated = _date((response.headers.get("Date") or b"").decode("latin-1"))
    if stated is not None or response.request is None:
        return stated
    asked_at: datetime | None = response.request.meta.get("asked_at")
    if asked_at is None:
        return None
    return asked_at + timedelta(seconds=response.request.meta.get("download_latency", 0.0))


def failure_of_status(response: Response) -> dict[str, Any]:
    """What an HTTP error means for the row: fields of crawler.outcomes.Failed."""
    status = response.status
    wait = retry_after(response)
    # A 503 is the server's trouble, unless it says when to come back or that it is a wall.
    refuses = wait is not None or b"cf-mitigated" in response.headers
    if status in (404, 410):
        reason = "gone"
    elif status in (401, 403, 429) or (status == 503 and refuses):
        reason = "blocked"
    elif status == 408:
        reason = "timeout"
    elif status >= 500:
        reason = "server_error"
    elif target := _refused_target(response):
        return {
            "reason": "refused_address",
            "message": f"HTTP {status} leads to {target}",
            "http_status": status,
        }
    else:
        reason = "unreadable"
    return {
        "reason": reason,
        "message": f"HTTP {status}",
        "http_status": status,
        "wait": wait,
    }


def _refused_target(response: Response) -> str | None:
    """Where a redirect wants to go that is no http or https URL, which Scrapy does not follow."""
    location = response.headers.get("Location")
    if location is None or not 300 <= response.status < 400:
        return None
    target = location.decode("latin-1")
    if urlsplit(urljoin(response.url, target)).scheme in ("http", "https"):
        return None
    return printable(target)[:_SHOWN]


_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (RobotsForbidden, "robots"),
    (RobotsUnknown, "server_error"),
    (AddressRefused, "refused_address"),
    (NotSupported, "refused_address"),
    (UnsupportedURLSchemeError, "refused_address"),
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "connection"),
    (DownloadConnectionRefusedError, "connection"),
    (ResponseDataLossError, "connection"),
    (DownloadFailedError, "connection"),
    # Only the limit on a body's size cancels a download.
    (DownloadCancelledError, "unreadable"),
    (IgnoreRequest, "unreadable"),
)


def failure_of_error(error: BaseException) -> dict[str, Any]:
    """What an exception of the download means for the row: fields of crawler.outcomes.Failed."""
    if isinstance(error, HttpError):
        return failure_of_status(error.response)
    if isinstance(error, HostBlocked):
        return {
            "reason": "blocked",
            "message": str(error),
            "wait": error.seconds,
            "blocks": False,
        }
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return {"reason": reason, "message": str(error) or type(error).__name__}
    logger.error("unexpected %s: %s", type(error).__name__, error, exc_info=error)
    return {"reason": "unreadable", "message": f"{type(error).__name__}: {error}"}
