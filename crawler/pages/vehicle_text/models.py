"""The models of collector cars, by make, as titles write them right after the make."""

from importlib.resources import files


def _read(text: str) -> dict[str, tuple[str, ...]]:
    models = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            make, names = line.split(":", maxsplit=1)
            models[make] = tuple(name.strip() for name in names.split(","))
    return models


# A resource, not a path: the package may be inside an egg.
MODELS = _read((files(__package__) / "models.txt").read_text(encoding="utf-8"))
