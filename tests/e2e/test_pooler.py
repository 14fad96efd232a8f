"""Behind PgBouncer in transaction mode, where every transaction may be on another connection."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import psycopg
import pytest
from sqlalchemy import URL

from tests.databases import new_database
from tests.db.test_migrating_logins import run
from tests.e2e.truth import differences, unfinished
from tests.pooler import pgbouncer, pgbouncer_program
from tests.program import Program, SampleWeb, give_ended_lots
from tests.roles import install_roles, scheduler_url, worker_url

pytestmark = pytest.mark.skipif(
    pgbouncer_program() is None, reason="pgbouncer is not installed (apt-get install pgbouncer)"
)
CONNECTIONS = 5  # a night has four crawls and the scheduler, each with connections of its own


def night_on(worker: str, scheduler: str, web: SampleWeb) -> Program:
    """The program, told of its pooler."""
    environment = {
        "DATABASE_URL": worker,
        "DATABASE_POOLER": "transaction",
        "WEB_GATEWAY": web.gateway,
        "HOST_DELAY": "0",
        "CONTACT": "tests@example.org",
    }
    return Program(environment, {"DATABASE_URL": scheduler})


def test_a_night_through_few_connections_brings_exactly_the_truth(
    server: URL, web: SampleWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_POOLER", "transaction")
    with new_database(server) as direct:
        urls = (direct, worker_url(direct), scheduler_url(direct))
        with pgbouncer(direct, connections=CONNECTIONS) as (owner,):
            code, out, err = run(owner, "db", "migrate")
            assert (code, err) == (0, ""), out
        install_roles(direct)
        with pgbouncer(*urls, connections=CONNECTIONS) as (_, worker, scheduler):
            night = night_on(worker, scheduler, web)
            give_ended_lots(night, web)
            code, output = night.run("scheduler.py", "--once")
            assert code == 0, output[-3000:]
            code, output = night.run("scrapy", "report")
            assert code == 0, output
        assert list(islice(differences(direct, web.truth), 1)) == []
        assert list(unfinished(direct)) == []


def test_who_does_not_tell_of_the_pooler_is_told_to(database: str) -> None:
    with pgbouncer(worker_url(database), connections=1) as (worker,):
        code, _, err = run(worker, "scrapy", "status")
    assert code == 1
    assert "Traceback" not in err
    assert "DATABASE_POOLER=transaction" in err.splitlines()[-1]


def test_many_processes_migrate_once_through_few_connections(server: URL) -> None:
    with (
        new_database(server) as direct,
        pgbouncer(direct, connections=2) as (owner,),
        pytest.MonkeyPatch.context() as environment,
    ):
        environment.setenv("DATABASE_POOLER", "transaction")
        with ThreadPoolExecutor(4) as pool:
            ended = list(pool.map(lambda _: run(owner, "db", "migrate"), range(4)))
        assert [(code, err) for code, _, err in ended] == [(0, "")] * 4
        assert sum("tables: updated" in out for _, out, _ in ended) == 1
        with psycopg.connect(direct) as conn:
            locks = conn.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            assert locks.fetchone() == (0,)
