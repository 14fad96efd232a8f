"""Connections that died while they lay in the pool are replaced without a word."""

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import pool_ping
from db.engine import create_engine

_PID = text("SELECT pg_backend_pid()")


async def pid(engine: AsyncEngine) -> int:
    async with engine.connect() as conn:
        return int(await conn.scalar(_PID) or 0)


def cut(database: str, *pids: int) -> None:
    """End these connections at the server, and wait until they are gone."""
    with psycopg.connect(database, autocommit=True) as conn:
        for one in pids:
            conn.execute("SELECT pg_terminate_backend(%s, 20000)", [one])


async def test_a_connection_that_died_while_idle_is_replaced(
    told_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_ping, "IDLE", 0.0)
    engine = create_engine(pool_size=1)
    first = await pid(engine)
    assert await pid(engine) == first, "a live one is kept"
    cut(told_database, first)
    assert await pid(engine) not in (0, first)
    await engine.dispose()


async def test_all_that_a_restart_cut_are_replaced_at_the_first_ping(
    told_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(pool_size=2)
    async with engine.connect() as one, engine.connect() as other:
        pids = [int(await conn.scalar(_PID) or 0) for conn in (one, other)]
    cut(told_database, *pids)
    monkeypatch.setattr(pool_ping, "IDLE", 0.0)
    await pid(engine)
    # Whoever pinged found the server gone for all: the second needs no ping of its own.
    monkeypatch.setattr(pool_ping, "IDLE", float("inf"))
    async with engine.connect() as one, engine.connect() as other:
        assert not {int(await conn.scalar(_PID) or 0) for conn in (one, other)} & set(pids)
    await engine.dispose()


async def test_one_that_died_just_after_it_was_given_back_is_replaced_too(
    told_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_ping, "IDLE", float("inf"))
    engine = create_engine(pool_size=1)
    first = await pid(engine)
    cut(told_database, first)
    assert await pid(engine) not in (0, first)
    await engine.dispose()


@pytest.mark.parametrize(("idle", "pings"), [(0.0, 1), (float("inf"), 0)])
async def test_a_live_connection_is_tried_only_after_it_was_idle(
    told_database: str, monkeypatch: pytest.MonkeyPatch, idle: float, pings: int
) -> None:
    monkeypatch.setattr(pool_ping, "IDLE", idle)
    engine = create_engine(pool_size=1)
    await pid(engine)
    tried = []
    ping = engine.dialect.do_ping
    monkeypatch.setattr(engine.dialect, "do_ping", lambda conn: tried.append(ping(conn)))
    await pid(engine)
    assert tried == [True] * pings
    await engine.dispose()
