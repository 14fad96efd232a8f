"""Transactions that meet others head-on, are cancelled, or wait too long."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import psycopg

from tests.chaos.faults.fault import Fault
from tests.chaos.scene import Scene

# In the opposite order to the program's own: hosts before rows, keys downwards.
_LOCKED = (
    "SELECT FROM hosts ORDER BY host DESC LIMIT 2 FOR UPDATE",
    "SELECT FROM queue_hosts ORDER BY queue DESC, host DESC LIMIT {few} FOR UPDATE",
    "SELECT FROM listings ORDER BY url DESC LIMIT {few} FOR UPDATE",
    "SELECT FROM bat_extraction_queue ORDER BY bat_url DESC LIMIT {few} FOR UPDATE",
    "SELECT FROM import_queue ORDER BY listing_url DESC LIMIT {few} FOR UPDATE",
    "SELECT FROM organization_inventory_sync_queue ORDER BY id DESC LIMIT {few} FOR UPDATE",
    "SELECT FROM classic_seller_queue ORDER BY profile_url DESC LIMIT {few} FOR UPDATE",
)


@dataclass
class _Beside(Fault):
    """Something that a thread does over and over while the fault lasts."""

    threads: ClassVar[int] = 1
    harms: ClassVar[bool] = True
    lasts = (2.0, 5.0)
    times = 2
    _over: threading.Event = field(default_factory=threading.Event, repr=False)
    _running: list[threading.Thread] = field(default_factory=list, repr=False)

    def begin(self, scene: Scene) -> bool:
        """Start the threads, each with a chance of its own."""
        scene.crew.harm_all()
        for _ in range(self.threads):
            chance = random.Random(scene.chance.random())
            thread = threading.Thread(
                target=self._repeat, args=(scene, chance), name=self.name, daemon=True
            )
            self._running.append(thread)
            thread.start()
        return True

    def end(self, scene: Scene) -> None:
        """Stop them."""
        self._over.set()
        for thread in self._running:
            thread.join()
        scene.crew.harm_all()

    def _repeat(self, scene: Scene, chance: random.Random) -> None:
        while not self._over.is_set():
            try:
                with scene.connection() as conn:
                    while not self._over.is_set():
                        self.once(conn, chance)
            except psycopg.Error:
                time.sleep(0.05)  # it lost a deadlock, or the server is away

    def once(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        """One time; the connection commits each statement by itself."""
        raise NotImplementedError


def _lock_against_the_order(conn: psycopg.Connection[Any], chance: random.Random) -> None:
    with conn.transaction():
        conn.execute("SET LOCAL lock_timeout = '2s'")
        for statement in sorted(chance.sample(_LOCKED, 3), key=_LOCKED.index):
            conn.execute(statement.format(few=chance.randint(1, 6)))
            time.sleep(chance.uniform(0, 0.1))
    time.sleep(chance.uniform(0, 0.1))


class Deadlocks(_Beside):
    """Two connections lock the program's rows against its order."""

    name = "deadlocks"
    threads = 2

    def once(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        """One transaction."""
        _lock_against_the_order(conn, chance)


def _signal_backends(function: str, where: str) -> str:
    return f"""
        SELECT {function}(pid) FROM (
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND {where}
            ORDER BY random() LIMIT 1) one
    """


class BackendsTerminated(_Beside):
    """One connection after the other is ended by the server."""

    name = "connections ended"

    def once(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        """One of them."""
        conn.execute(_signal_backends("pg_terminate_backend", "true"))
        time.sleep(chance.uniform(0.1, 0.4))


class StatementsCancelled(_Beside):
    """Statements are cancelled in mid-flight, as by a timeout."""

    name = "statements cancelled"
    threads = 2

    def once(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        """One that is being executed, if there is any."""
        conn.execute(_signal_backends("pg_cancel_backend", "state = 'active'"))
        time.sleep(chance.uniform(0, 0.02))


@dataclass
class _Setting(_Beside):
    """A setting of the database for the fault's time, and locks in the way all the while."""

    setting: ClassVar[tuple[str, str]]
    times = 1

    def begin(self, scene: Scene) -> bool:
        """Set it, for everybody."""
        if not _tried(lambda: self._set(scene, self.setting[1])):
            return False
        return super().begin(scene)

    def end(self, scene: Scene) -> None:
        """Take it back; the round does so again when it knows that the server is there."""
        super().end(scene)
        _tried(lambda: self._set(scene, None))

    def _set(self, scene: Scene, value: str | None) -> None:
        scene.set_for_all(self.setting[0], value)
        scene.reconnect_all()

    def once(self, conn: psycopg.Connection[Any], chance: random.Random) -> None:
        """Locks, for somebody to wait for."""
        _lock_against_the_order(conn, chance)


class LockTimeouts(_Setting):
    """Nobody waits for a lock longer than 30 ms."""

    name = "lock timeouts"
    setting = ("lock_timeout", "30ms")


class RepeatableRead(_Setting):
    """The database's transactions are REPEATABLE READ by default."""

    name = "repeatable read"
    setting = ("default_transaction_isolation", "repeatable read")


class Serializable(_Setting):
    """The database's transactions are SERIALIZABLE by default."""

    name = "serializable"
    setting = ("default_transaction_isolation", "serializable")


def _tried(step: Callable[[], None]) -> bool:
    """Whether it could be done: the server may be away."""
    try:
        step()
    except psycopg.OperationalError:
        return False
    return True
