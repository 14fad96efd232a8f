"""The proxy before a database: it forwards, cuts, and holds back."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import URL, make_url

from tests.chaos.proxy import Proxy, proxy


@pytest.fixture
def between(server: URL) -> Iterator[Proxy]:
    """A proxy before the tests' server."""
    with proxy(server.host or "127.0.0.1", server.port or 5432) as made:
        yield made


def through(database: str, between: Proxy) -> psycopg.Connection[tuple[int]]:
    url = make_url(database).set(host="127.0.0.1", port=between.port)
    return psycopg.connect(
        url.render_as_string(hide_password=False), autocommit=True, connect_timeout=30
    )


def test_it_forwards(database: str, between: Proxy) -> None:
    with through(database, between) as conn:
        assert conn.execute("SELECT length(repeat('x', 1000000))").fetchone() == (1_000_000,)


def test_a_cut_ends_open_connections_and_refuses_new_ones(database: str, between: Proxy) -> None:
    with through(database, between) as conn:
        between.set("drop")
        with pytest.raises(psycopg.OperationalError):
            conn.execute("SELECT 1")
        with pytest.raises(psycopg.OperationalError):
            through(database, between)
    between.set("forward")
    with through(database, between) as conn:
        assert conn.execute("SELECT 1").fetchone() == (1,)


def test_a_stalled_connection_stays_open_and_goes_on_later(database: str, between: Proxy) -> None:
    with through(database, between) as conn:
        between.set("stall")
        answer: list[object] = []
        waiting = threading.Thread(
            target=lambda: answer.append(conn.execute("SELECT 1").fetchone()), daemon=True
        )
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
        assert answer == []
        between.set("forward")
        waiting.join(60)
        assert answer == [(1,)]
