"""Every command of deploy/README.md is run by some test, or says that it was not tried."""

import re
import uuid

import psycopg
import pytest

from tests.program import ROOT

README = (ROOT / "deploy" / "README.md").read_text()
NOT_TRIED = "# not tried here"
# What begins a command, and the test that runs it.
TRIED = {
    "DATABASE_URL=postgresql://owner:…@host/overnight python -m db migrate": "test_image",
    "kubectl kustomize": "test_kubernetes",
    "python deploy/validate.py": "test_kubernetes",
    "export SCRAPYD_USERNAME=operator SCRAPYD_PASSWORD=…": "test_scrapyd",
    "(cd deploy/scrapyd && scrapyd)": "test_scrapyd",
    "scrapyd-deploy": "test_scrapyd",
    "python deploy/scrapyd/schedule_jobs.py": "test_scrapyd",
    "curl -u": "test_scrapyd",
}


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


@pytest.mark.parametrize("line", [line for b in _blocks("bash") for line in b.splitlines()])
def test_a_command_is_run_by_a_test_or_says_that_it_is_not(line: str) -> None:
    assert line.endswith(NOT_TRIED) or any(line.startswith(tried) for tried in TRIED)


def test_the_files_that_it_names_are_there() -> None:
    named = re.findall(r"\b(?:deploy/)?((?:kubernetes|scrapyd|schemas)/[\w./-]+\w)", README)
    assert len(named) > 5
    for name in named:
        assert (ROOT / "deploy" / name).exists(), name


def test_the_logins_are_made_by_its_sql(database: str) -> None:
    (block,) = _blocks("sql")
    mark = uuid.uuid4().hex[:8]
    with psycopg.connect(database) as owner:  # rolled back: logins are the whole server's
        owner.execute(re.sub(r"\bnight_", f"night_{mark}_", block).encode())
        rights = owner.execute(
            "SELECT pg_has_role(%(p)s, 'overnight_scheduler', 'USAGE'),"
            " pg_has_role(%(k)s, 'overnight_reader', 'USAGE'),"
            " pg_has_role(%(k)s, 'overnight_worker', 'MEMBER')",
            {"p": f"night_{mark}_program", "k": f"night_{mark}_keda"},
        ).fetchone()
        owner.rollback()
    assert rights == (True, True, False)
