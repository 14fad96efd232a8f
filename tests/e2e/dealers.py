"""Dealers of a sample web of the test's own, whose sites the test changes from night to night."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import URL

from tests.program import Program, SampleWeb, sample_web

Row = dict[str, Any]


@dataclass(frozen=True)
class Dealer:
    """One dealer of a sample web."""

    web: SampleWeb
    website: str
    profile_url: str

    @property
    def host(self) -> str:
        """Of its site."""
        return urlsplit(self.website).hostname or ""

    def stock(self) -> list[Row]:
        """What its site has at present (see tests.web.world.World.dealer_stock)."""
        return list(self._shown()["stock"])

    def offered(self) -> list[Row]:
        """What is for sale and on its current list."""
        return [one for one in self.stock() if one["in_current_list"] and not one["sold"]]

    def list_requests(self) -> int:
        """How many requests the best way to all of its lists takes."""
        return int(self._shown()["list_requests"])

    def change(self, do: str, *cars: Row, **more: str) -> None:
        """Do this to each of the cars; to the site as a whole, where none is given."""
        for one in cars or ({"number": 0},):
            asked = {"host": self.host, "do": do, "number": one["number"], **more}
            self.web.ask(f"/dealer?{urlencode(asked)}")

    def misbehave(self, path: str, kind: str, **more: Any) -> None:
        """Let pages of its site go wrong, always unless `times` says how often (see
        tests.web.misbehaviour)."""
        asked = {"host": self.host, "path": path, "kind": kind, "times": 0, **more}
        self.web.ask(f"/misbehave?{urlencode(asked)}")

    def _shown(self) -> Row:
        found: Row = json.loads(self.web.ask(f"/stock?host={self.host}"))
        return found


@contextmanager
def dealers_web(
    folder: Path, kinds: Mapping[str, tuple[str, int]]
) -> Iterator[tuple[SampleWeb, dict[str, Dealer]]]:
    """A small sample web with a dealer for each of `kinds`: by name, the design of its site and
    how many cars it has."""
    arguments = {
        "--crawl-delay": "0",
        "--scale": "small",
        "--dealers": "0",
        "--designs": ",".join(design for design, _ in kinds.values()),
        "--dealer-sizes": ",".join(str(cars) for _, cars in kinds.values()),
    }
    with sample_web(folder, *(word for pair in arguments.items() for word in pair)) as web:
        yield web, dict(zip(kinds, dealers_of(web), strict=True))


def dealers_of(web: SampleWeb) -> list[Dealer]:
    """The sellers of a sample web that have a site of their own."""
    return [
        Dealer(web, str(one["website"]), str(one["profile_url"]))
        for one in web.truth["businesses"]
        if one["website"]
    ]


@contextmanager
def copied(server: URL, template: str, name: str) -> Iterator[str]:
    """The URL of a database `name`, a copy of `template`, dropped at the end of the block."""
    admin = server.set(drivername="postgresql").render_as_string(hide_password=False)
    words = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    with psycopg.connect(admin, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**words))
        own = server.set(drivername="postgresql", database=name)
        yield own.render_as_string(hide_password=False)
        conn.execute(sql.SQL("DROP DATABASE {name} WITH (FORCE)").format(**words))


def rows(database: str, query: str, *values: Any) -> list[Row]:
    """The rows of a query."""
    with psycopg.connect(database, row_factory=dict_row) as conn:
        return conn.execute(query, values).fetchall()


def change(database: str, statement: str, *values: Any) -> None:
    """Carry out a statement that must change something."""
    with psycopg.connect(database) as conn:
        assert conn.execute(statement, values).rowcount, statement


def well(program: Program, *words: str) -> str:
    """Run `scrapy …`, which must end well; its output."""
    code, output = program.run("scrapy", *words)
    assert code == 0, output[-2000:]
    assert "Traceback" not in output, output[-2000:]
    return output


def all_inventories_due(database: str) -> None:
    """Let a day pass for the inventories that were synced, and requeue the failed ones."""
    change(
        database,
        """UPDATE organization_inventory_sync_queue SET next_run_at = now(),
               status = CASE status WHEN 'failed' THEN 'pending' ELSE status END""",
    )
    change(database, "UPDATE queue_hosts SET claim_at = now(), due_from = '-infinity'")


def requests_of(web: SampleWeb, host: str) -> list[str]:
    """The paths that were asked of a host, in their order, robots.txt among them."""
    return [entry["path"] for entry in json.loads(web.ask("/log")) if entry["host"] == host]
