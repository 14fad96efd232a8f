"""The server and the web that rounds share."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cluster import Cluster, cluster
from tests.program import SampleWeb, sample_web

_ROOM = 400  # megabytes of the small file system
_SETTINGS = {
    "max_connections": "60",
    "deadlock_timeout": "100ms",
    # Small enough for the small file system.
    "max_wal_size": "64MB",
    "min_wal_size": "32MB",
    "shared_buffers": "32MB",
}


@contextmanager
def surroundings(folder: Path) -> Iterator[tuple[Cluster, SampleWeb, Path | None]]:
    """A server, a sample web, and the small file system that the server is on: None where none
    can be mounted (it takes root on Linux), then the server is on the machine's own.

    folder: for the web's files.
    """
    with (
        _small_file_system() as (place, room),
        cluster(place / "cluster", settings=_SETTINGS) as server,
        sample_web(folder, "--crawl-delay", "0", "--scale", "tiny") as web,
    ):
        yield server, web, room


@contextmanager
def _small_file_system() -> Iterator[tuple[Path, Path | None]]:
    with tempfile.TemporaryDirectory(prefix="chaos-") as name:
        place = Path(name)
        place.chmod(0o755)  # the server's user is another one
        mounted = False
        if sys.platform == "linux" and os.geteuid() == 0:
            words = ["mount", "-t", "tmpfs", "-o", f"size={_ROOM}M,mode=0755", "chaos", name]
            mounted = subprocess.run(words, capture_output=True, check=False).returncode == 0
        try:
            yield place, place if mounted else None
        finally:
            if mounted:
                subprocess.run(["umount", "-l", name], check=True)
