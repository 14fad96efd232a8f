"""Errors quote pages: whatever stands in them, the row gets its end."""

from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.outcomes import Failed, Refused
from crawler.stores import store
from crawler.worker import Worker
from db import queue
from db.queue import IMPORT_QUEUE, NewRow

URL = "https://a.example/car"
WORKER = cast(Worker, SimpleNamespace(max_attempts=5))
SAID = "no year in 'a\0b\ud800\x1b[31m\u202e\nc'" + "x" * 5000


@pytest.mark.parametrize("reason", ["unreadable", "connection", "blocked"])
async def test_a_message_that_no_column_takes_is_cleaned(
    conn: AsyncConnection, reason: str
) -> None:
    await queue.enqueue(conn, IMPORT_QUEUE, [NewRow(URL, URL)])
    claim = await queue.claim_row(conn, IMPORT_QUEUE, URL, "w1")
    assert claim is not None
    await store(conn, Failed(claim=claim, reason=reason, message=SAID), WORKER)
    row = (await conn.execute(text("SELECT reason, message FROM import_queue"))).one()
    assert row.reason == reason
    assert row.message.startswith("no year in 'ab[31m c'x")
    assert row.message.isprintable()


async def test_a_host_that_refuses_in_such_words_is_left_alone_all_the_same(
    conn: AsyncConnection,
) -> None:
    await store(conn, Refused(url=URL, message=SAID), WORKER)
    said = await conn.scalar(text("SELECT block_reason FROM hosts WHERE blocked_until > now()"))
    assert said is not None
    assert said.isprintable()
