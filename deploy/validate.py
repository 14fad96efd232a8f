"""Holds the manifests of this folder against their schemas, strictly: an unknown field is
an error. Exit status 1 when anything is wrong.

Kubernetes' own objects by its schemas (package kubernetes-validate), of the oldest and the newest
release that these files are for; KEDA's, Kustomize's and Compose's by those in schemas/.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import yaml  # type: ignore[import-untyped]
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]

HERE = Path(__file__).parent
KUBERNETES = ("1.30", "1.37")
KUSTOMIZATION = "kustomization.yaml"


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """YAML as it is meant: a key that stands twice is an error, not the last one's value."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """See yaml.SafeLoader."""
        seen = set()
        for key, _ in node.value:
            if key.value in seen and key.tag != "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def documents(file: Path) -> list[dict[str, Any]]:
    """The documents of a YAML file. Raises yaml.YAMLError."""
    with file.open(encoding="utf-8") as text:
        return [found for found in yaml.load_all(text, _Loader) if found is not None]


def problems(file: Path) -> Iterator[str]:
    """What is wrong with a manifest's file, a line each."""
    try:
        found = documents(file)
    except yaml.YAMLError as error:
        yield f"{file}: {' '.join(str(error).split())}"
        return
    if not found:
        yield f"{file}: there is nothing in it"
    for document in found:
        for problem in _problems(file, document):
            yield f"{file}: {problem}"


def _problems(file: Path, document: dict[str, Any]) -> Iterator[str]:
    version = document.get("apiVersion", "")
    if file.name.startswith("compose"):
        yield from _by_schema("compose.json", document)
    elif file.name == KUSTOMIZATION:
        yield from _by_schema("kustomization.json", document)
        yield from _missing(file, document.get("resources", []))
    elif version.startswith("keda.sh/"):
        yield from _by_schema("keda.json", document)
        if document.get("kind") == "ScaledJob":
            yield from _by_kubernetes(_as_job(document))
    else:
        yield from _by_kubernetes(document)


def _as_job(scaled: dict[str, Any]) -> dict[str, Any]:
    """The Job that KEDA makes of a ScaledJob."""
    job = scaled.get("spec", {}).get("jobTargetRef", {})
    metadata = scaled.get("metadata", {})
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": job}


def _by_schema(name: str, document: dict[str, Any]) -> Iterator[str]:
    schema = json.loads((HERE / "schemas" / name).read_text(encoding="utf-8"))
    error = best_match(Draft202012Validator(schema).iter_errors(document))
    if error is not None:
        yield f"{_place(error)}: {error.message}"


def _by_kubernetes(document: dict[str, Any]) -> Iterator[str]:
    if not {"apiVersion", "kind"} <= document.keys():
        yield "no apiVersion and kind"
        return
    for version in KUBERNETES:
        try:
            kubernetes_validate.validate(document, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            yield f"{_place(error)}: {error.message} (Kubernetes {version})"
        except kubernetes_validate.SchemaNotFoundError as error:
            yield str(error.message)


def _place(error: Any) -> str:
    return ".".join(str(step) for step in error.path) or "the document"


def _missing(file: Path, resources: list[str]) -> Iterator[str]:
    """Resources that are not there, and files beside a kustomization that it does not name."""
    for name in resources:
        if not (file.parent / name).exists():
            yield f"{name} is not there"
    for other in sorted(file.parent.glob("*.yaml")):
        if other.name not in (KUSTOMIZATION, *resources):
            yield f"{other.name} stands beside it and is not among its resources"


def manifests(folder: Path) -> list[Path]:
    """All YAML files below a folder."""
    return sorted(folder.rglob("*.yaml"))


def main() -> int:
    """Validate the files and folders given (default: this folder)."""
    given = [Path(word) for word in sys.argv[1:]] or [HERE]
    files = [file for place in given for file in (manifests(place) if place.is_dir() else [place])]
    wrong = [problem for file in files for problem in problems(file)]
    for problem in wrong or ([] if files else ["no manifest found"]):
        print(problem, file=sys.stderr)  # noqa: T201
    return 0 if files and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
