"""The database server: killed, stopped, full, or without a free connection."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.chaos.faults.fault import Fault
from tests.chaos.scene import Scene


@dataclass
class _Away(Fault):
    lasts = (0.0, 5.0)
    times = 2

    def begin(self, scene: Scene) -> bool:
        """The server ends, if it runs."""
        if not scene.server.is_running():
            return False
        scene.crew.harm_all()
        self.stop(scene)
        return True

    def stop(self, scene: Scene) -> None:
        """How it ends."""
        raise NotImplementedError

    def end(self, scene: Scene) -> None:
        """It is started; who lives was harmed."""
        scene.crew.harm_all()
        scene.server.start(wait=False)


class ServerKilled(_Away):
    """SIGKILL to the postmaster and all its children."""

    name = "server killed"

    def stop(self, scene: Scene) -> None:
        """At once."""
        scene.server.kill()


class ServerStoppedFast(_Away):
    """`pg_ctl stop -m fast`: transactions are rolled back."""

    name = "server stopped"

    def stop(self, scene: Scene) -> None:
        """In order."""
        scene.server.stop("fast")


class ServerStoppedImmediately(_Away):
    """`pg_ctl stop -m immediate`: no checkpoint, recovery at the start."""

    name = "server stopped at once"

    def stop(self, scene: Scene) -> None:
        """Without order."""
        scene.server.stop("immediate")


class BackendKilled(Fault):
    """SIGKILL to one backend: the postmaster ends all others and recovers."""

    name = "backend killed"
    times = 2

    def begin(self, scene: Scene) -> bool:
        """A random connection's process."""
        try:
            with scene.connection() as conn:
                found = conn.execute("""
                    SELECT pid FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY pid
                """).fetchall()
        except psycopg.OperationalError:
            return False
        if not found:
            return False
        scene.crew.harm_all()
        try:
            psutil.Process(scene.chance.choice(found)[0]).kill()
        except psutil.NoSuchProcess:
            return False
        return True


@dataclass
class DiskFull(Fault):
    """No room is left on the server's file system; Postgres may end over it."""

    ballast: Path | None = None
    name = "disk full"
    lasts = (1.0, 4.0)
    times = 1

    @classmethod
    def why_not(cls, scene: Scene) -> str | None:
        """It needs a small file system of its own."""
        return None if scene.room else "no tmpfs can be mounted here"

    def begin(self, scene: Scene) -> bool:
        """A file takes all the room, and the next thing that the server writes needs some."""
        if scene.room is None:
            return False
        scene.crew.harm_all()
        self.ballast = scene.room / "ballast"
        try:
            with scene.connection() as conn:
                _fill(self.ballast)
                for _ in range(2):
                    conn.execute("SELECT pg_switch_wal(), pg_logical_emit_message(false, '', '')")
        except psycopg.Error:
            _fill(self.ballast)  # the server was away, or is now
        return True

    def end(self, scene: Scene) -> None:
        """The file goes away; a server that ended is started."""
        if self.ballast is not None:
            self.ballast.unlink(missing_ok=True)
        scene.crew.harm_all()
        scene.server.start(wait=False)


def _fill(ballast: Path) -> None:
    """Let a file take all that is left."""
    room = os.statvfs(ballast.parent)
    with ballast.open("ab", buffering=0) as file:
        try:
            size = ballast.stat().st_size
            os.posix_fallocate(file.fileno(), size, max(1, room.f_bavail * room.f_frsize))
            while file.write(bytes(4096)):
                continue
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


@dataclass
class NoFreeConnection(Fault):
    """Idle connections take every slot of the server."""

    taken: list[psycopg.Connection[Any]] = field(default_factory=list)
    name = "no free connection"
    lasts = (1.0, 4.0)
    times = 1

    def begin(self, scene: Scene) -> bool:
        """Take them until there are none."""
        scene.crew.harm_all()
        while len(self.taken) < 1000:
            try:
                conn = psycopg.connect(scene.database, connect_timeout=2, autocommit=True)
            except psycopg.OperationalError:
                break
            self.taken.append(conn)
        return bool(self.taken)

    def end(self, scene: Scene) -> None:
        """Give them back."""
        scene.crew.harm_all()
        for conn in self.taken:
            conn.close()
        self.taken.clear()
