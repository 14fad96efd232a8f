"""A round: a small night during which things go wrong as planned, and what became of it."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sqlalchemy import make_url

from tests.chaos.crew import Crew
from tests.chaos.faults import FAULTS, Fault
from tests.chaos.journal import keep_journal
from tests.chaos.last_night import finish, stuck_rows
from tests.chaos.laws import broken_laws, unexplained_takeovers
from tests.chaos.plan import FAULTY, Plan, draw
from tests.chaos.proxy import proxy
from tests.chaos.scene import HOST_DELAY, LEASE, Scene
from tests.chaos.work import Shift, give_work, plan_jobs
from tests.cluster import Cluster
from tests.e2e.truth import differences, unfinished
from tests.program import SampleWeb
from tests.roles import scheduler_url

_SHOWN = 20
_END_SECONDS = 120.0  # for the crew to end when nothing is wrong any more; then it hangs


@dataclass
class Result:
    """What a round met and what is wrong after it: nothing, if all is well.

    met: the faults that found something to hit. unexplained: rows taken from unharmed workers.
    """

    plan: Plan
    met: Counter[str]
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unexplained: int = 0

    @property
    def problems(self) -> list[str]:
        """All of them."""
        return [*self.lost, *self.twice, *self.stuck, *self.wrong]

    def line(self) -> str:
        """The round in one line."""
        faults = ", ".join(f"{name} {times}" for name, times in sorted(self.met.items()))
        counts = {
            "lost": len(self.lost),
            "twice": len(self.twice),
            "stuck": len(self.stuck),
            "wrong": len(self.wrong),
        }
        bad = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
        taken = f" ({self.unexplained} leases ran out by themselves)" if self.unexplained else ""
        return (
            f"seed {self.plan.seed}  {self.plan.style}  {faults or 'no fault'}"
            f"  {self.seconds:.0f} s  {bad or 'ok'}{taken}"
        )


def run_round(
    seed: int,
    server: Cluster,
    web: SampleWeb,
    folder: Path,
    *,
    room: Path | None = None,
    only: str | None = None,
) -> Result:
    """One round. folder: for the outputs of its processes, emptied first. room: the small file
    system that the server is on, if it has one of its own. only: see draw."""
    began = time.monotonic()
    with _scene(seed, server, web, folder, room) as scene:
        without = frozenset(kind.name for kind in FAULTS if kind.why_not(scene))
        plan = draw(seed, only, without)
        met, problems = _disturbed(scene, plan)
        result = Result(plan, met, wrong=problems)
        plan_jobs(scene)
        result.wrong += finish(scene)
        if not scene.crew.end(0, 10):
            result.wrong.append("a process outlived the last night")
        _judge(scene, result)
    result.seconds = time.monotonic() - began
    if result.problems:
        (folder / "problems.txt").write_text("\n".join([result.line(), *result.problems]) + "\n")
    return result


@contextmanager
def _scene(
    seed: int, server: Cluster, web: SampleWeb, folder: Path, room: Path | None
) -> Iterator[Scene]:
    server.start()
    database = server.new_database()
    keep_journal(database)
    web.ask("/behave")
    web.ask("/log?clear=1")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with proxy(server.listen, server.port) as between:
        url = make_url(database).set(host="127.0.0.1", port=between.port)
        environment = {
            # A scheduler hands its own on to its crawls; a login of theirs may do less.
            "DATABASE_URL": scheduler_url(url.render_as_string(hide_password=False)),
            "WEB_GATEWAY": web.gateway,
            "HOST_DELAY": str(HOST_DELAY),
            "LEASE_SECONDS": str(LEASE),
            "CONTACT": "tests@example.org",
        }
        crew = Crew(environment, folder)
        try:
            yield Scene(server, database, between, web, crew, random.Random(seed), room)
        finally:
            crew.end(9, 0)
            server.start()
            server.drop_database(database)


def _disturbed(scene: Scene, plan: Plan) -> tuple[Counter[str], list[str]]:
    """The part of the night in which things go wrong: what was met, and what went wrong that
    nobody had planned."""
    give_work(scene)
    plan_jobs(scene, always=plan.style == "served")
    shift = Shift(scene, plan)
    met = plan.names - Counter(fault.name for fault in plan.faults)
    waiting, present = list(plan.faults), list[tuple[float, Fault]]()
    deadline = time.monotonic() + _END_SECONDS
    while not scene.holders() and time.monotonic() < deadline:
        shift.tend()
        time.sleep(0.1)
    began = time.monotonic()
    while (now := time.monotonic() - began) < FAULTY or present:
        for end, fault in [one for one in present if one[0] <= now]:
            fault.end(scene)
            present.remove((end, fault))
        if waiting and waiting[0].at <= now:
            fault = waiting.pop(0)
            if fault.begin(scene):
                met[fault.name] += 1
            present.append((now + fault.seconds, fault))
        if now < FAULTY:
            shift.tend()
        time.sleep(0.03)
    scene.server.start()
    for setting in ("lock_timeout", "default_transaction_isolation"):
        scene.set_for_all(setting, None)
    scene.web.ask("/behave")
    problems = []
    if plan.last_signal == 9:
        scene.crew.harm_all()
    if not scene.crew.end(plan.last_signal or 0, _END_SECONDS):
        problems.append(f"the crew lived {_END_SECONDS:.0f} s after its end")
    return met, problems


def _judge(scene: Scene, result: Result) -> None:
    for difference in islice(differences(scene.database, scene.web.truth), _SHOWN):
        is_twice = "TWICE" in difference or "not in the truth" in difference
        (result.twice if is_twice else result.lost).append(difference)
    result.lost += islice(unfinished(scene.database), _SHOWN)
    result.stuck += stuck_rows(scene.database)
    result.wrong += islice(broken_laws(scene), _SHOWN)
    result.unexplained = unexplained_takeovers(scene)
