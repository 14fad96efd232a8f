"""Log lines that a person can read: one line for each page that failed."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.utils.log import get_scrapy_root_handler
from twisted.python.failure import Failure

from crawler.terminal import PrintableFormatter


class OneLineFormatter(LogFormatter):
    """Scrapy's own lines, but for downloads that failed: those are rows that end with a reason,
    written by the pipeline in one line, not errors of the program. What pages say in them, and
    in all other lines of the log, is printed without control characters."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OneLineFormatter:
        """Settings: LOG_FORMAT, LOG_DATEFORMAT."""
        handler = get_scrapy_root_handler()
        if handler is not None:
            settings = crawler.settings
            handler.setFormatter(
                PrintableFormatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"])
            )
        return cls()

    def download_error(
        self,
        failure: Failure,
        request: Request,
        spider: Spider,
        errmsg: str | None = None,
    ) -> LogFormatterResult:
        """See scrapy.logformatter.LogFormatter."""
        line: dict[str, Any] = {
            "level": logging.DEBUG,
            "msg": "%(request)s: %(reason)s",
            "args": {"request": request, "reason": errmsg or failure.getErrorMessage()},
        }
        return line  # type: ignore[return-value]

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """See scrapy.logformatter.LogFormatter."""
        line: dict[str, Any] = {
            "level": logging.INFO,
            "msg": "%(reason)s",
            "args": {"reason": exception},
        }
        return line  # type: ignore[return-value]
