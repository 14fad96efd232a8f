"""The project as an egg in a real Scrapyd: deployed, scheduled, its rows in the database."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg
import pytest

from tests.deploy.project_copy import copy_of_project
from tests.deploy.scrapyd_server import ACCOUNT, PROJECT, Scrapyd, scrapyd
from tests.program import ROOT, SampleWeb, program, sample_web

SCHEDULE = ROOT / "deploy" / "scrapyd" / "schedule.json"
# What the egg's settings call themselves, so that its logs tell it from the checkout.
EGG = "run-from-the-egg"


@dataclass(frozen=True)
class Deployed:
    """A Scrapyd that has the project, the web that it reads, and the database that it fills."""

    scrapyd: Scrapyd
    web: SampleWeb
    database: str


def _run(folder: Path, *command: str, **environment: str) -> str:
    """A command of the virtual environment, which must end well; its output."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def _project(folder: Path, url: str = "") -> Path:
    """A copy of what `scrapyd-deploy` sees, for a Scrapyd at `url`."""
    copy = copy_of_project(folder, ["crawler", "db", "scrapy.cfg", "pyproject.toml", "README.md"])
    settings = copy / "crawler" / "settings.py"
    settings.write_text(f"{settings.read_text()}\nBOT_NAME = {EGG!r}\n")
    cfg = (copy / "scrapy.cfg").read_text()
    assert "url = http://127.0.0.1:6800/" in cfg
    (copy / "scrapy.cfg").write_text(cfg.replace("http://127.0.0.1:6800/", url))
    return copy


@pytest.fixture
def deployed(tmp_path: Path, database: str) -> Iterator[Deployed]:
    (tmp_path / "web").mkdir()
    with sample_web(tmp_path / "web", "--crawl-delay", "0", "--scale", "small") as web:
        environment = program(database, web.gateway).environment
        with scrapyd(tmp_path / "scrapyd", **environment) as running:
            project = _project(tmp_path / "project", running.url)
            said = _run(project, "-m", "scrapyd_client.deploy", **ACCOUNT)
            assert '"status": "ok"' in said, said
            yield Deployed(running, web, database)


def test_every_spider_runs_by_schedule_json_with_the_arguments_of_our_file(
    deployed: Deployed,
) -> None:
    server = deployed.scrapyd
    spiders = server.get("listspiders.json", project=PROJECT)["spiders"]
    jobs = json.loads(SCHEDULE.read_text())
    assert {job["spider"] for job in jobs} <= set(spiders)

    said = _run(ROOT, "deploy/scrapyd/schedule_jobs.py", "--url", server.url, **ACCOUNT)
    assert [line.split()[0] for line in said.splitlines()] == [job["spider"] for job in jobs]
    server.wait_for_jobs(len(jobs))

    with psycopg.connect(deployed.database) as conn:
        crawls = conn.execute("SELECT spider, exit_code FROM crawl_runs ORDER BY id").fetchall()
        assert crawls == [(job["spider"], 0) for job in jobs], server.logs()
        ends: dict[str, int] = dict(
            conn.execute("SELECT status, count(*) FROM import_queue GROUP BY status").fetchall()
        )
        cars = conn.execute("SELECT count(*) FROM vehicles WHERE make IS NOT NULL").fetchone()
    assert ends["complete"] > 0
    assert set(ends) <= {"complete", "skipped", "failed"}, ends
    assert cars is not None
    assert cars[0] > 0
    assert all(EGG in log.read_text() for log in server.folder.glob("logs/**/*.log"))


def test_listings_reads_as_many_batches_as_it_was_scheduled_for(deployed: Deployed) -> None:
    lots = [str(lot["url"]) for lot in deployed.web.truth["bat_lots"] if lot["status"] != "live"]
    night = program(deployed.database, deployed.web.gateway)
    code, output = night.run("scrapy", "enqueue", "import_queue", *lots[:7])
    assert code == 0, output
    server = deployed.scrapyd

    (version,) = server.get("listversions.json", project=PROJECT)["versions"]
    form = {"project": PROJECT, "spider": "listings", "batch_size": "2", "batches": "2"}
    form["_version"] = version
    assert server.post("schedule.json", **form)["status"] == "ok"
    server.wait_for_jobs(1)

    with psycopg.connect(deployed.database) as conn:
        done = conn.execute(
            "SELECT q.status, count(*), count(l.id) FROM import_queue q"
            " LEFT JOIN bat_lots l ON l.url = q.listing_url GROUP BY 1 ORDER BY 1"
        ).fetchall()
    assert done == [("complete", 4, 4), ("pending", 3, 0)], server.logs()


def test_who_has_no_password_is_turned_away(tmp_path: Path) -> None:
    with (
        scrapyd(tmp_path / "scrapyd") as running,
        pytest.raises(HTTPError, match="401"),
        urlopen(f"{running.url}daemonstatus.json", timeout=60),  # noqa: S310
    ):
        pass


def test_an_egg_reads_its_own_files_though_it_is_a_zip(tmp_path: Path) -> None:
    egg = tmp_path / "project.egg"
    _run(_project(tmp_path / "project"), "-m", "scrapyd_client.deploy", "--build-egg", str(egg))
    program_ = (
        f"import sys; sys.path.insert(0, {str(egg)!r})\n"
        "import json, crawler.pages.platforms, crawler.pages.vehicle_text.models as models\n"
        "from db.migration_files import migration_folder\n"
        "assert '.egg' in models.__file__, models.__file__\n"
        "with migration_folder() as folder:\n"
        "    names = sorted(p.name for p in folder.glob('**/*.py'))\n"
        "print(json.dumps([names, len(models.MODELS), len(crawler.pages.platforms.PLATFORMS)]))\n"
    )
    names, makes, platforms = json.loads(_run(tmp_path, "-c", program_))
    assert names == sorted(path.name for path in (ROOT / "db" / "migrations").glob("**/*.py"))
    assert makes > 10
    assert platforms > 10
