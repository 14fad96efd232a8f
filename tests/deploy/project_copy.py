"""The project's own files in a folder elsewhere: what is built there leaves the checkout alone."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from tests.program import ROOT

_MADE = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")


def copy_of_project(folder: Path, names: Iterable[str]) -> Path:
    """`folder` with these files and folders of the checkout in it. Raises FileNotFoundError for a
    name that the checkout lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=_MADE)
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    return folder
