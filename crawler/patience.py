"""Waiting for a database that does not answer just now, or met another transaction head-on."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

_T = TypeVar("_T")

# A server that was killed or restarted is back within seconds. After longer the page is not kept,
# its row goes back to the queue, and a machine that lost its network says so soon (db.engine).
PATIENCE = 20.0  # seconds
_FIRST_WAIT = 0.1  # seconds, doubled each time
_LONGEST_WAIT = 3.0
# SQLSTATEs (PostgreSQL's manual, appendix A). Class 54, limits exceeded: a row that no index and no
# page of the table can hold. 25006: a standby answered, as in the middle of a failover.
_LIMITS = "54"
_READ_ONLY = "25006"


def is_of_the_page(error: BaseException) -> bool:
    """Whether an error of storing is what the page says, not how the database is: it would come
    again whenever the page is stored."""
    if not isinstance(error, SQLAlchemyError):
        return True
    return isinstance(error, DataError | IntegrityError) or _state(error).startswith(_LIMITS)


def will_pass(error: BaseException) -> bool:
    """Whether the same transaction may go well a little later: a connection was lost or not to be
    had, another transaction was in the way, a statement took too long, the disk is full."""
    if is_of_the_page(error):
        return False
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    is_passing = isinstance(error, OperationalError | InterfaceError | PoolTimeout)
    return is_passing or _state(error) == _READ_ONLY


async def patiently(
    transaction: Callable[[], Awaitable[_T]],
    stopping: asyncio.Event | None,
    *,
    patience: float = PATIENCE,
) -> _T:
    """What `transaction` gives, tried again for `patience` seconds while its errors are such as
    pass, unless the worker is to end (`stopping`; None: even then). Raises its last error."""
    began = time.monotonic()
    wait = _FIRST_WAIT
    while True:
        try:
            return await transaction()
        except Exception as error:
            # Those that met each other are not to meet again.
            pause = wait * random.uniform(0.5, 1.5)  # noqa: S311
            is_over = time.monotonic() - began + pause > patience
            is_stopping = stopping is not None and stopping.is_set()
            if is_over or is_stopping or not will_pass(error):
                raise
        await asyncio.sleep(pause)
        wait = min(2 * wait, _LONGEST_WAIT)


def _state(error: BaseException) -> str:
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""
