"""Which tables the program writes, by the statements that stand in its source."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import db
from db import queue
from db.upserts import images, lots
from db.upserts.rows import Children

SOURCE = Path(db.__file__).parent
# What only the schedule's own processes do, beside keeping the runs of jobs: delete what is old.
SCHEDULING = {"retention.py"}

_WRITES = re.compile(
    r"\bINSERT INTO (?P<INSERT>\S+)"
    r"|\bUPDATE (?P<UPDATE>(?!SET\b)\S+)(?:\s+(?:AS\s+)?\w+)?\s+SET\b"
    r"|\bDELETE FROM (?P<DELETE>\w+|\{[^}]+\}(?:\.\w+)?)"
)
_CHILDREN = [
    one for module in (images, lots) for one in vars(module).values() if isinstance(one, Children)
]
_QUEUES = {one.table for one in queue.QUEUES}


def written() -> dict[str, dict[str, set[str]]]:
    """{"worker" or "scheduler": {table: {"INSERT", …}}}, of all statements of `db`."""
    found: dict[str, dict[str, set[str]]] = {
        who: defaultdict(set) for who in ("worker", "scheduler")
    }
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE)
        if place.parts[0] in ("migrations", "local_server"):
            continue
        for statement in _strings(path):
            for right, named in _rights(statement):
                is_schedule = "{schema}" in named or place.name in SCHEDULING
                who = "scheduler" if is_schedule else "worker"
                for table in _tables(named, right, place):
                    found[who][table].add(right)
    return found


def _strings(path: Path) -> Iterator[str]:
    """Each text of a source file, what is put into it as it stands there: `{queue.table}`."""
    inside: set[int] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in ast.walk(node)}
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else f"{{{_word(part)}}}"
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and id(node) not in inside:
            yield str(node.value)


def _word(part: ast.expr) -> str:
    return ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else ast.unparse(part)


def _rights(statement: str) -> Iterator[tuple[str, str]]:
    matches = list(_WRITES.finditer(statement))
    ends = [match.start() for match in matches[1:]] + [len(statement)]
    for match, end in zip(matches, ends, strict=False):
        right = next(name for name in ("INSERT", "UPDATE", "DELETE") if match[name])
        yield right, match[right]
        if right == "INSERT" and "DO UPDATE" in statement[match.end() : end]:
            yield "UPDATE", match[right]


def _tables(named: str, right: str, place: Path) -> set[str]:
    """The tables that a name in a statement stands for."""
    if re.fullmatch(r"\w+", named):
        return {named}
    if re.fullmatch(r"\{schema\}\.\w+", named):
        return {f"cron.{named.partition('.')[2]}"}
    if match := re.fullmatch(r"\{([A-Z_]+)\.table\}", named):
        return {getattr(queue, match[1]).table}
    if re.fullmatch(r"\{[a-z_.]*queue\.table\}", named):
        return _QUEUES
    if named == "{children.table}":
        deleting = [one for one in _CHILDREN if one.missing == "delete"]
        return {one.table for one in (deleting if right == "DELETE" else _CHILDREN)}
    if named == "{children.parent}":
        return {one.parent for one in _CHILDREN}
    if named == "{source}" and place.name == "retention.py":
        return {"crawl_runs", "cron.job_run_details"}
    raise AssertionError(f"{place}: which tables are meant by {right} {named}?")
