"""The manifests: against their schemas, against the rules that they follow, and KEDA's questions
against the program's own tables."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.children import GRACE
from db import hosts, queue, runs, timetable
from db.queue import IMPORT_QUEUE, QUEUES, NewRow
from deploy.validate import documents, manifests, problems
from tests.program import ROOT
from tests.roles import reader_url

MANIFESTS = ROOT / "deploy" / "kubernetes"
PULSE = "overnight-extraction-pulse"
# How long a crawl may take to hand back its rows.
RELEASE = 2.0


def _all(kind: str) -> list[dict[str, Any]]:
    return [d for file in manifests(MANIFESTS) for d in documents(file) if d["kind"] == kind]


def _scaled_jobs() -> dict[str, dict[str, Any]]:
    return {job["metadata"]["name"]: job["spec"] for job in _all("ScaledJob")}


def _pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every kind of pod that the manifests make, with its name."""
    for kind in ("Deployment", "Job", "ScaledJob"):
        for workload in _all(kind):
            spec = workload["spec"].get("jobTargetRef", workload["spec"])
            yield workload["metadata"]["name"], spec["template"]


PODS = dict(_pods())


def _validator(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "deploy/validate.py", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_every_manifest_passes_its_schema() -> None:
    done = _validator()
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("base/scheduler.yaml", "replicas: 2", "replica: 2"),
        ("base/scheduler.yaml", "replicas: 2", "replicas: two"),
        ("base/scheduler.yaml", "kind: Deployment", "kind: Deploymant"),
        ("base/scheduler.yaml", "apiVersion: apps/v1", "apiVersion: apps/v1\napiVersion: apps/v1"),
        ("base/migrate.yaml", "restartPolicy: Never", "restartPolicy: Never\n      hostPID: 1"),
        ("base/kustomization.yaml", "  - migrate.yaml\n", ""),
        ("base/kustomization.yaml", "migrate.yaml", "migrations.yaml"),
        ("keda/listings.yaml", "targetQueryValue", "targetQueryvalue"),
        ("keda/listings.yaml", 'targetQueryValue: "40"', "targetQueryValue: 40"),
        ("keda/listings.yaml", "type: postgresql", "type: postgres"),
        ("keda/listings.yaml", "backoffLimit: 0", "backofLimit: 0"),
        ("keda/listings.yaml", "pollingInterval", "pollingIntervall"),
        ("keda/trigger-authentication.yaml", "parameter: host,", "parameter: hosts,"),
    ],
)
def test_a_broken_manifest_is_refused(tmp_path: Path, file: str, right: str, wrong: str) -> None:
    copy = tmp_path / "kubernetes"
    shutil.copytree(MANIFESTS, copy)
    text = (copy / file).read_text()
    assert right in text
    (copy / file).write_text(text.replace(right, wrong, 1))
    assert list(problems(copy / file)) != []


def test_what_is_wrong_is_said_and_is_the_exit_status(tmp_path: Path) -> None:
    broken = tmp_path / "scheduler.yaml"
    text = (MANIFESTS / "base" / broken.name).read_text()
    broken.write_text(text.replace("replicas: 2", "replica: 2"))
    done = _validator(str(broken))
    assert done.returncode == 1
    assert str(broken) in done.stderr
    assert "'replica' was unexpected" in done.stderr


def test_a_folder_without_manifests_is_refused(tmp_path: Path) -> None:
    assert _validator(str(tmp_path)).returncode == 1


@pytest.mark.parametrize("name", PODS)
def test_a_pod_has_no_rights_that_it_does_not_need(name: str) -> None:
    pod = PODS[name]["spec"]
    assert pod["serviceAccountName"] == "overnight"
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
    (container,) = pod["containers"]
    rights = container["securityContext"]
    assert rights["allowPrivilegeEscalation"] is False
    assert rights["readOnlyRootFilesystem"] is True
    assert rights["capabilities"] == {"drop": ["ALL"]}
    assert container["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]  # noqa: S108
    assert container["resources"]["limits"]["memory"]
    assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
    assert "ports" not in container


@pytest.mark.parametrize("name", PODS)
def test_no_pod_is_given_a_secret_in_words(name: str) -> None:
    (container,) = PODS[name]["spec"]["containers"]
    assert "env" not in container
    secrets = [source for source in container["envFrom"] if "secretRef" in source]
    owner = "-owner" if name == "migrate" else ""
    assert secrets == [{"secretRef": {"name": f"overnight-database{owner}"}}]


def test_there_is_time_for_a_good_end() -> None:
    def seconds(name: str) -> int:
        grace: int = PODS[name]["spec"]["terminationGracePeriodSeconds"]
        return grace

    # The scheduler kills its crawls only after its own grace, and then writes the run's end.
    assert seconds("scheduler") >= GRACE + 10
    assert all(seconds(name) > RELEASE for name in _scaled_jobs())


def test_policy_and_budget_reach_the_pods_that_they_are_for() -> None:
    (policy,) = _all("NetworkPolicy")
    wanted = policy["spec"]["podSelector"]["matchLabels"].items()
    assert all(wanted <= pod["metadata"]["labels"].items() for pod in PODS.values())
    (budget,) = _all("PodDisruptionBudget")
    matched = budget["spec"]["selector"]["matchLabels"].items()
    assert [n for n, p in PODS.items() if matched <= p["metadata"]["labels"].items()] == [
        "scheduler"
    ]
    (scheduler,) = _all("Deployment")
    assert scheduler["spec"]["replicas"] > budget["spec"]["minAvailable"]


def test_every_queue_has_its_workers() -> None:
    found = {}
    for job in _scaled_jobs().values():
        (container,) = job["jobTargetRef"]["template"]["spec"]["containers"]
        (trigger,) = job["triggers"]
        scrapy, crawl, spider, *rest = container["args"]
        assert (scrapy, crawl) == ("scrapy", "crawl")
        assert "batches=0" in rest
        found[trigger["metadata"]["query"].split("q.queue = '")[1].split("'")[0]] = spider
    assert found == {queue_.table: queue_.spider for queue_ in QUEUES}


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
@pytest.mark.parametrize("overlay", ["base", "keda"])
def test_kustomize_puts_them_together(overlay: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["kubectl", "kustomize", str(MANIFESTS / overlay)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    whole = tmp_path / "whole.yaml"
    whole.write_text(done.stdout)
    assert list(problems(whole)) == []
    # Kustomize named the registry's image everywhere, in KEDA's kinds, too.
    assert "image: overnight-extraction" not in done.stdout


# The questions that KEDA asks.


def _question(name: str) -> str:
    (trigger,) = _scaled_jobs()[name]["triggers"]
    query: str = trigger["metadata"]["query"]
    return query


def _asked(database: str, name: str = "listings") -> int:
    """What KEDA is told, as the role that only reads."""
    with psycopg.connect(reader_url(database), autocommit=True) as keda:
        row = keda.execute(_question(name).encode()).fetchone()
    assert row is not None
    number: int = row[0]
    return number


async def _start_pulse(conn: AsyncConnection) -> int:
    (pulse,) = [job for job in await timetable.jobs(conn) if job.name == PULSE]
    run = await runs.begin_run(conn, pulse, None, 1)
    assert run is not None
    return run


def _rows(host: str, number: int) -> list[NewRow]:
    return [NewRow(url, url) for url in (f"https://{host}/{n}" for n in range(number))]


async def test_workers_are_asked_for_by_hosts_not_by_rows(
    database: str, conn: AsyncConnection
) -> None:
    await _start_pulse(conn)
    assert _asked(database) == 0
    await queue.enqueue(conn, IMPORT_QUEUE, _rows("many.example", 500))
    assert _asked(database) == 1
    await queue.enqueue(conn, IMPORT_QUEUE, _rows("few.example", 1))
    assert _asked(database) == 2
    assert _asked(database, "lots") == 0


async def test_no_worker_is_asked_for_where_nothing_can_be_claimed(
    database: str, conn: AsyncConnection
) -> None:
    await _start_pulse(conn)
    for host in ("blocked.example", "empty.example", "free.example"):
        await queue.enqueue(conn, IMPORT_QUEUE, _rows(host, 2))
    await hosts.block(conn, "blocked.example", "429")
    assert _asked(database) == 2
    # All its rows are held by a worker, so another would find none.
    held = await queue.claim(conn, IMPORT_QUEUE, 16, "a worker", host="empty.example")
    assert len(held) == 2
    assert _asked(database) == 1


async def test_workers_are_added_only_while_a_pulse_runs(
    database: str, conn: AsyncConnection, owner: AsyncConnection
) -> None:
    await queue.enqueue(conn, IMPORT_QUEUE, _rows("free.example", 2))
    assert _asked(database) == 0
    run = await _start_pulse(conn)
    assert _asked(database) == 1
    await owner.exec_driver_sql(f"UPDATE cron.job SET active = false WHERE jobname = '{PULSE}'")
    assert _asked(database) == 0
    await owner.exec_driver_sql("UPDATE cron.job SET active = true")
    assert _asked(database) == 1
    await runs.end_run(conn, run, 0)
    assert _asked(database) == 0
    # A run whose scheduler died is not over by its own word.
    await _start_pulse(conn)
    assert _asked(database) == 1
    await owner.exec_driver_sql(
        "UPDATE cron.job_run_details SET alive_at = now() - interval '3 minutes'"
    )
    assert _asked(database) == 0


@pytest.mark.parametrize("name", sorted(_scaled_jobs()))
def test_the_question_costs_the_same_at_any_size(database: str, name: str) -> None:
    job = _scaled_jobs()[name]
    (trigger,) = job["triggers"]
    limit = job["maxReplicaCount"] * int(trigger["metadata"]["targetQueryValue"])
    table = _question(name).split("q.queue = '")[1].split("'")[0]
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute(
            "INSERT INTO cron.job_run_details (jobid, status, slot, start_time, alive_at)"
            " SELECT jobid, CASE n WHEN 3000 THEN 'running' ELSE 'succeeded' END,"
            "  now() - (3000 - n) * interval '5 minutes', now(), now()"
            " FROM cron.job, generate_series(1, 3000) AS n WHERE jobname = %s ORDER BY n",
            [PULSE],
        )
        conn.execute(
            "INSERT INTO queue_hosts (queue, host, claim_at)"
            " SELECT %s, 'h' || n, CASE WHEN n %% 2 = 0 THEN now() ELSE 'infinity' END"
            " FROM generate_series(1, 20000) AS n",
            [table],
        )
        conn.execute("INSERT INTO hosts (host) SELECT 'h' || n FROM generate_series(1, 20000) n")
        conn.execute("VACUUM ANALYZE queue_hosts, hosts, cron.job_run_details, cron.job")
        question = _question(name).encode()
        assert conn.execute(question).fetchone() == (limit,)
        row = conn.execute(b"EXPLAIN (ANALYZE, FORMAT JSON) " + question).fetchone()
    assert row is not None
    read = dict(_read(row[0][0]["Plan"]))
    assert read["queue_hosts"] <= limit + 1
    assert max(read.values()) <= limit + 10, json.dumps(row[0], indent=1)


def _read(node: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Each table that a plan reads, with the number of rows that it looked at there."""
    if "Relation Name" in node:
        looked_at = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        yield node["Relation Name"], looked_at * node["Actual Loops"]
    for part in node.get("Plans", []):
        yield from _read(part)
