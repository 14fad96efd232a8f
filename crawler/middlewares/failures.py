"""What an answer that is no page means: reasons for the row's end."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

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

logger = logging.getLogger(__name__)

_LONGEST_WAIT = 30 * 24 * 3600.0  # seconds; likewise


def retry_after(response: Response, *, now: datetime | None = None) -> float | None:
    """Seconds that a response's Retry-After asks for (a number or a date), 30 days at most; None
    without one."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if not value:
        return None
    if value.isdecimal():
        return min(float(value), _LONGEST_WAIT)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    wait = (when - (now or datetime.now(UTC))).total_seconds()
    return min(max(0.0, wait), _LONGEST_WAIT)


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
    else:
        reason = "unreadable"
    return {
        "reason": reason,
        "message": f"HTTP {status}",
        "http_status": status,
        "wait": wait,
    }


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
