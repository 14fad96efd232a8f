"""Tells when a request leaves: the moment at which it gets its connection, which takes one or
three round trips where none is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from scrapy import Request
from twisted.internet.defer import Deferred

# The meta key of a future that is done when the request leaves.
LEAVES = "leaves"

_leaves: ContextVar[asyncio.Future[None] | None] = ContextVar("leaves", default=None)


def leaving(request: Request) -> None:
    """What this task asks a connection for from here on is this request."""
    _leaves.set(request.meta.get(LEAVES))


def has_left(request: Request) -> None:
    """The request left, if nobody has said so yet."""
    leaves: asyncio.Future[None] | None = request.meta.get(LEAVES)
    if leaves is not None and not leaves.done():
        leaves.set_result(None)


def telling(
    get_connection: Callable[[Any, Any], Deferred[Any]],
) -> Callable[[Any, Any], Deferred[Any]]:
    """twisted.web.client.HTTPConnectionPool.getConnection, that says so when there is one."""

    def get(key: Any, endpoint: Any) -> Deferred[Any]:
        leaves = _leaves.get()

        def tell(connection: Any) -> Any:
            if leaves is not None and not leaves.done():
                leaves.set_result(None)
            return connection

        return get_connection(key, endpoint).addCallback(tell)

    return get
