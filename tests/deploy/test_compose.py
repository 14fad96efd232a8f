"""The Compose file: its schema, its rules, and that what it names is there."""

import re
from pathlib import Path

import pytest

from crawler.children import GRACE
from deploy.validate import documents, problems
from tests.deploy.dockerfile import stages
from tests.program import ROOT

FOLDER = ROOT / "deploy"
FILE = FOLDER / "compose.yaml"
(COMPOSE,) = documents(FILE)
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]


def test_it_passes_its_schema() -> None:
    assert list(problems(FILE)) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("stop_grace_period: 45s", "stop_grace_time: 45s"),
        ("restart: unless-stopped", "restart: unless_stopped"),
        ("condition: service_healthy", "condition: healthy"),
        ("shm_size: 256m", 'ports: ["5432:5432"]'),
        ("profiles: [workers]", "profiles: workers"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, right: str, wrong: str) -> None:
    text = FILE.read_text()
    assert right in text
    broken = tmp_path / FILE.name
    broken.write_text(text.replace(right, wrong, 1))
    assert list(problems(broken)) != []


def test_nothing_listens_outside() -> None:
    assert not [name for name, service in SERVICES.items() if "ports" in service]
    assert SERVICES["postgres"]["networks"] == ["database"]
    assert COMPOSE["networks"]["database"] == {"internal": True}


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_has_no_rights_that_it_does_not_need(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    build = service["build"]
    assert (FOLDER / build["context"]).resolve() == ROOT
    assert build["target"] in stages(ROOT / build["dockerfile"])
    assert service["env_file"] == ["owner.env" if name == "migrate" else "program.env"]


def test_there_is_time_for_a_good_end() -> None:
    assert int(SERVICES["scheduler"]["stop_grace_period"].removesuffix("s")) >= GRACE + 10


def test_what_is_named_is_there() -> None:
    for service in SERVICES.values():
        assert set(service["networks"]) <= COMPOSE["networks"].keys()
        assert set(service.get("depends_on", {})) <= SERVICES.keys()
        assert set(service.get("secrets", [])) <= COMPOSE["secrets"].keys()
        assert service["image"].count(":") == 1
    for volume in SERVICES["postgres"]["volumes"]:
        assert volume.split(":")[0] in COMPOSE["volumes"]


def test_no_secret_is_in_the_checkout() -> None:
    kept_out = (FOLDER / ".gitignore").read_text().split()
    secrets = [secret["file"] for secret in COMPOSE["secrets"].values()]
    files = {name for service in SERVICES.values() for name in service.get("env_file", [])}
    assert {*secrets, *files} == set(kept_out)
    for name in files:
        example = (FOLDER / f"{name}.example").read_text()
        assert re.search(r"^DATABASE_URL=postgresql://\w+:PASSWORD@postgres/", example, re.M)


def test_its_logins_are_those_that_are_made() -> None:
    made = {SERVICES["postgres"]["environment"]["POSTGRES_USER"]}
    made |= set(re.findall(r"^CREATE ROLE (\w+)", (FOLDER / "README.md").read_text(), re.M))
    examples = [path.read_text() for path in FOLDER.glob("*.env.example")]
    named = {login for e in examples for login in re.findall(r"postgresql://(\w+):", e)}
    assert len(examples) == 2
    assert named <= made
