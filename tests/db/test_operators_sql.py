"""The operators' own statements run as they stand, and their answers are true."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import queue, runs, timetable
from db.queue import (
    BAT_EXTRACTION_QUEUE,
    CLASSIC_SELLER_QUEUE,
    IMPORT_QUEUE,
    INVENTORY_QUEUE,
    Queue,
)
from tests.db import operators_sql as said
from tests.db.queue_rows import inventory, let_time_pass, new
from tests.db.sightings import OTHER_VIN, VIN, see, vehicle

Answer = list[tuple[Any, ...]]
# queue -> how many rows of each state, the same mix nowhere twice
STATES = {
    CLASSIC_SELLER_QUEUE: {"done": 1, "pending": 2, "failed": 3, "processing": 1, "skipped": 1},
    IMPORT_QUEUE: {"done": 4, "pending": 1, "failed": 2, "processing": 3, "skipped": 5},
    BAT_EXTRACTION_QUEUE: {"done": 2, "pending": 5, "failed": 1, "processing": 2, "skipped": 0},
}
PRUNE = "overnight-prune"
FIRST = ("*/5 20-23,0-7 * * *", "0 20-23,0-7 * * *")


@pytest.fixture
def prompt(database: str) -> Iterator[psycopg.Connection]:
    """What an operator types at."""
    with psycopg.connect(database, autocommit=True) as typed:
        yield typed


def ask(prompt: psycopg.Connection, statement: str) -> Answer:
    """The answer to the last of the statements, all sent as they stand."""
    answer = prompt.execute(statement.encode())
    while answer.nextset():
        pass
    return answer.fetchall() if answer.description else []


async def fill(conn: AsyncConnection, of: Queue, states: dict[str, int]) -> dict[str, int]:
    """Rows in these states, brought there as workers do; returns them by the queue's own words."""
    hold: list[queue.Claim] = []
    for state in ("done", "failed", "skipped", "processing", "pending"):
        rows = new(f"{state}.example", states[state])
        await queue.enqueue(conn, of, rows)
        if state == "pending" or not rows:
            continue
        claims = await queue.claim(conn, of, len(rows), "w1", host=f"{state}.example")
        assert len(claims) == len(rows)
        if state == "done":
            await queue.complete(conn, claims)
        elif state == "processing":
            hold += claims
        else:
            reason = {"failed": "gone", "skipped": "not_a_vehicle"}[state]
            for claim in claims:
                await queue.fail(conn, claim, reason, "it said so")
    words = {"done": of.done}
    return {words.get(state, state): number for state, number in states.items() if number}


@pytest.mark.parametrize(
    ("of", "statement"),
    [
        (CLASSIC_SELLER_QUEUE, said.CLASSIC_SELLERS_BY_STATUS),
        (IMPORT_QUEUE, said.IMPORTS_BY_STATUS),
        (BAT_EXTRACTION_QUEUE, said.BAT_EXTRACTIONS_BY_STATUS),
    ],
)
async def test_a_queue_by_status(
    conn: AsyncConnection, prompt: psycopg.Connection, of: Queue, statement: str
) -> None:
    stands = await fill(conn, of, STATES[of])
    answer = ask(prompt, statement)
    assert dict(answer) == stands
    if of is IMPORT_QUEUE:
        assert answer == sorted(answer)


@pytest.mark.parametrize("statement", [said.INVENTORIES_BY_STATUS, said.BULK_STATUS])
async def test_inventories_by_status(
    conn: AsyncConnection, prompt: psycopg.Connection, statement: str
) -> None:
    for n in range(4):
        await queue.enqueue(conn, INVENTORY_QUEUE, [await inventory(conn, f"dealer{n}.example")])
    first, second = await queue.claim(conn, INVENTORY_QUEUE, 2, "w1", host="dealer0.example") + (
        await queue.claim(conn, INVENTORY_QUEUE, 2, "w1", host="dealer1.example")
    )
    await queue.complete(conn, [first])
    await queue.fail(conn, second, "gone", "HTTP 410")
    answer = {status: rest for status, *rest in ask(prompt, statement)}
    assert {status: rest[0] for status, rest in answer.items()} == {
        "completed": 1,
        "failed": 1,
        "pending": 2,
    }
    if statement is said.INVENTORIES_BY_STATUS:
        day = answer["completed"][1] - datetime.now(UTC)
        assert timedelta(hours=23, minutes=59) < day <= timedelta(hours=24)
        assert answer["failed"][1] is None
        assert answer["pending"][1] <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("of", "statement"),
    [
        (CLASSIC_SELLER_QUEUE, said.STUCK_CLASSIC_SELLERS),
        (IMPORT_QUEUE, said.STUCK_IMPORTS),
        (BAT_EXTRACTION_QUEUE, said.STUCK_BAT_EXTRACTIONS),
    ],
)
async def test_stuck_work_is_seen_until_the_next_claim_takes_it(
    conn: AsyncConnection, prompt: psycopg.Connection, of: Queue, statement: str
) -> None:
    await fill(conn, of, STATES[of])
    await let_time_pass(conn, of, "50 minutes")
    assert ask(prompt, statement) == [(0,)]
    await let_time_pass(conn, of, "11 minutes")
    assert ask(prompt, statement) == [(STATES[of]["processing"],)]
    await queue.claim(conn, of, 20, "w2", host="processing.example")
    assert ask(prompt, statement) == [(0,)]


async def test_queue_stats(conn: AsyncConnection, prompt: psycopg.Connection) -> None:
    for of in (CLASSIC_SELLER_QUEUE, BAT_EXTRACTION_QUEUE):
        await fill(conn, of, STATES[of])
    assert sorted(ask(prompt, said.QUEUE_STATS)) == [
        ("bat_extractions", 2, 5, 1),
        ("classic_sellers", 1, 2, 3),
    ]


@pytest.mark.parametrize(
    ("statement", "hours"), [(said.VEHICLES_OF_A_DAY, 24), (said.VEHICLES_OF_A_NIGHT, 12)]
)
async def test_vehicles_made_lately(
    conn: AsyncConnection, prompt: psycopg.Connection, statement: str, hours: int
) -> None:
    await see(conn, "https://oldoak.example/cars/1", vehicle(vin=VIN))
    prompt.execute(
        "UPDATE vehicles SET created_at = now() - make_interval(hours => %s, mins => 1)", [hours]
    )
    assert ask(prompt, statement) == [(0,)]
    await see(conn, "https://oldoak.example/cars/2", vehicle(vin=OTHER_VIN))
    await see(conn, "https://oldoak.example/cars/1", vehicle(vin=VIN))
    assert ask(prompt, statement) == [(1,)]


async def test_waiting_inventories_with_their_businesses(
    conn: AsyncConnection, prompt: psycopg.Connection
) -> None:
    for name in ("first", "held", "done"):
        await queue.enqueue(conn, INVENTORY_QUEUE, [await inventory(conn, f"{name}.example")])
    await queue.claim(conn, INVENTORY_QUEUE, 1, "w1", host="held.example")
    done = await queue.claim(conn, INVENTORY_QUEUE, 1, "w1", host="done.example")
    await queue.complete(conn, done)
    answer = ask(prompt, said.WAITING_INVENTORIES)
    assert [row[:4] for row in answer] == [
        ("first.example", "https://first.example/", "pending", 0),
        ("held.example", "https://held.example/", "processing", 1),
    ]


def test_both_jobs_are_planned_from_the_start(prompt: psycopg.Connection) -> None:
    discovery, pulse = ask(prompt, said.JOBS)
    assert discovery[1:4] == (said.DISCOVERY, FIRST[1], True)
    assert pulse[1:4] == (said.PULSE, FIRST[0], True)
    for spider in ("classic_profiles", "dealer_inventory", "listings", "bat_comments", "bat_live"):
        assert spider in pulse[4]
    assert "classic_sellers" in discovery[4]


async def test_job_runs_newest_first(engine: AsyncEngine, prompt: psycopg.Connection) -> None:
    assert {row[0]: row[5] for row in ask(prompt, said.JOB_RUNS)} == {
        said.PULSE: None,
        said.DISCOVERY: None,
    }
    pulse = None
    for code in (0, 1):
        async with engine.begin() as conn:
            pulse = next(job for job in await timetable.jobs(conn) if job.name == said.PULSE)
            run = await runs.begin_run(conn, pulse, None, 1)
            assert run is not None
        async with engine.begin() as conn:
            await runs.end_run(conn, run, code)
    newest, before, never = ask(prompt, said.JOB_RUNS)
    assert (newest[0], newest[5], newest[6]) == (said.PULSE, "failed", "no crawl began")
    assert (before[0], before[5]) == (said.PULSE, "succeeded")
    assert newest[3] <= newest[4]
    assert newest[3] > before[3]
    assert (never[0], never[3]) == (said.DISCOVERY, None)


async def test_paused_jobs_do_not_run_until_they_are_resumed(
    conn: AsyncConnection, prompt: psycopg.Connection
) -> None:
    for name in (said.PULSE, said.DISCOVERY):
        prompt.execute("SELECT cron.schedule(%s, '* * * * *', '...')", [name])
    every = {said.PULSE, said.DISCOVERY, PRUNE}
    assert {job.name for job, _ in await timetable.due_jobs(conn)} == every
    ask(prompt, said.PAUSE)
    assert dict(ask(prompt, said.IS_ACTIVE)) == dict.fromkeys(every, False) | {PRUNE: True}
    assert [job.name for job, _ in await timetable.due_jobs(conn)] == [PRUNE]
    ask(prompt, said.RESUME)
    assert dict(ask(prompt, said.IS_ACTIVE)) == dict.fromkeys(every, True)
    assert {job.name for job, _ in await timetable.due_jobs(conn)} == every


@pytest.mark.parametrize(
    ("statement", "schedule"),
    [
        (said.OTHER_WINDOW, "*/5 22-23,0-5 * * *"),
        (said.EVERY_TEN_MINUTES, "*/10 20-23,0-7 * * *"),
        (said.EVERY_TWO_MINUTES, "*/2 20-23,0-7 * * *"),
    ],
)
def test_a_job_gets_another_schedule_and_keeps_its_command(
    prompt: psycopg.Connection, statement: str, schedule: str
) -> None:
    before = {row[1]: row for row in ask(prompt, said.JOBS)}
    ((number,),) = ask(prompt, statement)
    after = {row[1]: row for row in ask(prompt, said.JOBS)}
    assert after[said.DISCOVERY] == before[said.DISCOVERY]
    old = before[said.PULSE]
    assert after[said.PULSE] == (old[0], said.PULSE, schedule, True, old[4])
    assert number == old[0]


async def test_the_clock_that_schedules_are_meant_in(
    conn: AsyncConnection, prompt: psycopg.Connection
) -> None:
    now = await timetable.database_now(conn)
    assert ask(prompt, said.TIME_ZONE) == [(str(now.tzinfo),)]
    ((told,),) = ask(prompt, said.NOW)
    assert timedelta(0) <= told - now < timedelta(seconds=5)
