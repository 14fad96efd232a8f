"""Both ends of every connection watch the network: see also tests/e2e/test_lost_network.py."""

import socket

import pytest
from sqlalchemy import text

from db.engine import create_engine

pytestmark = pytest.mark.usefixtures("told_database")


async def test_the_workers_end_gives_a_silent_network_up_within_half_a_minute() -> None:
    engine = create_engine(pool_size=1)
    async with engine.connect() as conn:
        raw = await conn.get_raw_connection()
        number = raw.driver_connection.fileno()  # type: ignore[union-attr]
        with socket.socket(fileno=number) as watched:
            option = {
                name: watched.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
                for name in ("TCP_USER_TIMEOUT", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT")
            }
            watched.detach()
    await engine.dispose()
    assert 5_000 <= option["TCP_USER_TIMEOUT"] <= 20_000  # milliseconds
    probed = option["TCP_KEEPIDLE"] + option["TCP_KEEPINTVL"] * option["TCP_KEEPCNT"]
    assert 5 <= probed <= 30  # seconds


async def test_the_servers_end_gives_a_vanished_worker_up_and_lets_nobody_sit_on_locks() -> None:
    engine = create_engine(pool_size=1)
    names = ("tcp_user_timeout", "tcp_keepalives_idle", "idle_in_transaction_session_timeout")
    async with engine.connect() as conn:
        shown = {name: await conn.scalar(text(f"SHOW {name}")) for name in names}
    await engine.dispose()
    assert shown == {
        "tcp_user_timeout": "15000",
        "tcp_keepalives_idle": "10",
        "idle_in_transaction_session_timeout": "30s",
    }
