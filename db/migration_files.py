"""The migrations as a folder, which is what Alembic reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import Traversable
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def migration_folder() -> Iterator[Path]:
    """The folder of migrations; unpacked for the block's time where this package is inside a zip
    file, as in the egg that Scrapyd runs."""
    packed = files("db") / "migrations"
    if isinstance(packed, Path):
        yield packed
        return
    with TemporaryDirectory(prefix="migrations-") as name:
        _unpack(packed, Path(name))
        yield Path(name)


def _unpack(packed: Traversable, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for entry in packed.iterdir():
        if entry.is_dir():
            _unpack(entry, folder / entry.name)
        elif entry.is_file():
            (folder / entry.name).write_bytes(entry.read_bytes())
