"""Checkouts of a test's own, and processes that use their servers."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.local_server import stop_server
from db.local_server.binaries import SHARED_FOLDER
from db.local_server.place import find_place
from tests.db.local_server.users import Start, UserProcess


@pytest.fixture
def open_root() -> Iterator[Path]:
    """A checkout that every user of the machine can enter."""
    root = Path(tempfile.mkdtemp(prefix="overnight-test-", dir="/var/tmp"))
    root.chmod(0o755)
    yield root
    shutil.rmtree(root)


@pytest.fixture
def start(open_root: Path) -> Iterator[Start]:
    """Starts user processes, and ends them and their servers after the test, while `open_root`
    is still there.
    """
    users: list[UserProcess] = []
    roots: set[Path] = set()

    def one(
        root: Path, *, account: str | None = None, environment: dict[str, str] | None = None
    ) -> UserProcess:
        users.append(UserProcess(root, account=account, environment=environment))
        roots.add(root)
        return users[-1]

    yield one
    for user in users:
        user.kill()
    for root in roots:
        stop_server(root)
        place = find_place(root)
        if place is not None and place.home.parent == SHARED_FOLDER:
            shutil.rmtree(place.home)
