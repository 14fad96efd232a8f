"""cron.schedule and cron.unschedule."""

from collections.abc import Iterator

import psycopg
import pytest

COMMAND = "listings batch_size=3; bat_live"


@pytest.fixture
def prompt(database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database, autocommit=True) as typed:
        yield typed


def job(prompt: psycopg.Connection, name: str) -> tuple[object, ...] | None:
    return prompt.execute(
        "SELECT jobid, schedule, command, active FROM cron.job WHERE jobname = %s", [name]
    ).fetchone()


def schedule(prompt: psycopg.Connection, name: str, when: str, command: str) -> int:
    row = prompt.execute("SELECT cron.schedule(%s, %s, %s)", [name, when, command]).fetchone()
    assert row is not None
    return int(row[0])


def test_a_new_job_is_planned(prompt: psycopg.Connection) -> None:
    number = schedule(prompt, "mine", " 15 3 * * 1-5 ", f"  {COMMAND}\n")
    assert job(prompt, "mine") == (number, "15 3 * * 1-5", COMMAND, True)


def test_planning_a_known_job_again_changes_it(prompt: psycopg.Connection) -> None:
    number = schedule(prompt, "mine", "15 3 * * *", COMMAND)
    assert schedule(prompt, "mine", "20 4 * * *", "listings") == number
    assert job(prompt, "mine") == (number, "20 4 * * *", "listings", True)


def test_a_paused_job_stays_paused_when_its_schedule_changes(prompt: psycopg.Connection) -> None:
    schedule(prompt, "mine", "15 3 * * *", COMMAND)
    prompt.execute("UPDATE cron.job SET active = false WHERE jobname = 'mine'")
    number = schedule(prompt, "mine", "20 4 * * *", "...")
    assert job(prompt, "mine") == (number, "20 4 * * *", COMMAND, False)


@pytest.mark.parametrize("dots", ["...", " ... ", "", "\n\t"])
def test_dots_stand_for_the_command_that_the_job_has_or_had(
    prompt: psycopg.Connection, dots: str
) -> None:
    number = schedule(prompt, "mine", "15 3 * * *", COMMAND)
    schedule(prompt, "mine", "16 3 * * *", dots)
    assert job(prompt, "mine") == (number, "16 3 * * *", COMMAND, True)
    prompt.execute("SELECT cron.unschedule('mine')")
    assert job(prompt, "mine") is None
    schedule(prompt, "mine", "17 3 * * *", dots)
    assert job(prompt, "mine") == (number, "17 3 * * *", COMMAND, True)


def test_a_job_of_another_command_comes_back_with_the_new_one(prompt: psycopg.Connection) -> None:
    schedule(prompt, "mine", "15 3 * * *", COMMAND)
    prompt.execute("SELECT cron.unschedule('mine')")
    schedule(prompt, "mine", "15 3 * * *", "listings")
    prompt.execute("SELECT cron.unschedule('mine')")
    schedule(prompt, "mine", "15 3 * * *", "...")
    assert (job(prompt, "mine") or ())[2] == "listings"


def test_dots_for_a_job_that_never_was_are_refused(prompt: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="no command yet"):
        schedule(prompt, "mine", "15 3 * * *", "...")


@pytest.mark.parametrize("wrong", ["", "* * * *", "* * * * * *", "every night", "15 3 * * $(x)"])
def test_a_wrong_expression_is_refused_and_changes_nothing(
    prompt: psycopg.Connection, wrong: str
) -> None:
    number = schedule(prompt, "mine", "15 3 * * *", COMMAND)
    with pytest.raises(psycopg.errors.RaiseException, match="invalid schedule"):
        schedule(prompt, "mine", wrong, "...")
    assert job(prompt, "mine") == (number, "15 3 * * *", COMMAND, True)


def test_a_job_is_taken_off_by_name_or_by_number(prompt: psycopg.Connection) -> None:
    schedule(prompt, "by name", "15 3 * * *", COMMAND)
    number = schedule(prompt, "by number", "15 3 * * *", COMMAND)
    assert prompt.execute("SELECT cron.unschedule('by name')").fetchone() == (True,)
    assert prompt.execute("SELECT cron.unschedule(%s::bigint)", [number]).fetchone() == (True,)
    assert job(prompt, "by name") is None
    assert job(prompt, "by number") is None


@pytest.mark.parametrize("unknown", ["'nobody'", "987654321::bigint"])
def test_a_job_that_is_not_there_cannot_be_taken_off(
    prompt: psycopg.Connection, unknown: str
) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="could not find a job"):
        prompt.execute(f"SELECT cron.unschedule({unknown})".encode())
