"""Where the server of one checkout keeps its data, its password and its port."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from db.local_server.account import may, server_account
from db.local_server.binaries import make_shared_folder
from db.local_server.error import LocalServerError

PROJECT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Place:
    """The folders and files of one checkout's server.

    `state` is `<root>/.data`, with the locks: only our own processes use it.
    `home` holds what the server uses. It is `state`, or a folder elsewhere that `state/where`
    names, because the server's user cannot enter the checkout.
    """

    root: Path
    home: Path

    @property
    def state(self) -> Path:
        return state_folder(self.root)

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def password_file(self) -> Path:
        return self.home / "password"

    @property
    def port_file(self) -> Path:
        return self.home / "port"

    @property
    def configuration(self) -> Path:
        return self.home / "server.conf"


def state_folder(root: Path) -> Path:
    """`.data` of the checkout."""
    return root / ".data"


def make_state_folder(root: Path) -> Path:
    """`.data`, made with mode 0755 where it is missing; one that exists stays as it is."""
    state = state_folder(root)
    try:
        state.mkdir(mode=0o755)
    except FileExistsError:
        return state
    except OSError as error:
        raise LocalServerError(
            f"cannot make {state} for the embedded server: {error.strerror}; or set DATABASE_URL"
        ) from error
    state.chmod(0o755)  # mkdir's mode is cut by the umask
    return state


def find_place(root: Path) -> Place | None:
    """The place of this checkout, when it was decided before; else None."""
    state = state_folder(root)
    try:
        home = Path((state / "where").read_text("utf-8", "surrogateescape").strip())
    except FileNotFoundError:
        return Place(root, state) if (state / "postgres").exists() else None
    return Place(root, home) if _is_ours(root, home) else None


def make_place(root: Path) -> Place:
    """The place of this checkout, decided now where it was not: `.data`, when the server's user
    really can enter it, else a folder of our own. The caller holds the start lock.
    """
    if place := find_place(root):
        return place
    state = state_folder(root)
    account = server_account(state / "postgres")
    if account is None or may(account, "-x", state):
        return Place(root, state)
    short = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    # The random part keeps a new checkout at an old path away from the old one's data.
    home = Path(tempfile.mkdtemp(prefix=f"{short}-", dir=make_shared_folder()))
    home.chmod(0o755)
    if not may(account, "-x", home):
        home.rmdir()
        raise LocalServerError(f"the user {account.name} can enter neither {state} nor {home}")
    write(home / "root", f"{root}\n")
    write(state / "where", f"{home}\n")
    return Place(root, home)


def _is_ours(root: Path, home: Path) -> bool:
    """Whether `home` serves this checkout: not, when its folder was copied from another one that
    still uses it (two checkouts would share one database). A moved checkout takes it along.
    """
    try:
        owner = Path((home / "root").read_text("utf-8", "surrogateescape").strip())
        if owner != root:
            try:
                named = (state_folder(owner) / "where").read_text("utf-8", "surrogateescape")
            except FileNotFoundError:
                named = ""  # it was moved or deleted
            if Path(named.strip()) == home:
                return False
            write(home / "root", f"{root}\n")
    except FileNotFoundError:
        return False
    return True


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file of ours at once: readers see the old one or the new one."""
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(fd, "w", encoding="utf-8", errors="surrogateescape") as file:
        os.fchmod(fd, mode)
        file.write(text)
        file.flush()
        os.fsync(fd)
    draft.replace(path)
