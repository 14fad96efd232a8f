"""A job's slots: ordinary days, the two nights when clocks change, and the command's spiders."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSimError

from db.timetable import CommandError, Job

PULSE = "*/5 20-23,0-7 * * *"
HOURLY = "0 20-23,0-7 * * *"
# The evening before each change, and how many hours the night from 20:00 to 08:00 then has.
NIGHTS = [
    ("America/Los_Angeles", date(2026, 10, 31), 13),
    ("America/Los_Angeles", date(2027, 3, 13), 11),
    ("Europe/Berlin", date(2026, 10, 24), 13),
    ("Europe/Berlin", date(2027, 3, 27), 11),
    ("Europe/Berlin", date(2026, 6, 1), 12),
]


def job(schedule: str = PULSE, command: str = "listings") -> Job:
    return Job(1, "overnight", schedule, command, True)


def at(zone: str, text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def slots_begun(of: Job, zone: str, evening: date, hours: int = 15) -> list[datetime]:
    """The slots that somebody who looks every 30 seconds, from 19:00 on, finds due."""
    moment = datetime.combine(evening, time(19), ZoneInfo(zone)).astimezone(UTC)
    found: list[datetime] = []
    for _ in range(hours * 120):
        moment += timedelta(seconds=30)
        slot = of.newest_slot(moment.astimezone(ZoneInfo(zone)))
        assert slot.at <= moment, "a slot began before its time"
        assert slot.every > timedelta(0)
        if moment - slot.at < slot.every and slot.at not in found:
            found.append(slot.at)
    return found


@pytest.mark.parametrize(
    ("now", "newest", "following"),
    [
        ("2026-06-02T20:00:00", "2026-06-02T20:00:00", "2026-06-02T20:05:00"),
        ("2026-06-02T20:04:59", "2026-06-02T20:00:00", "2026-06-02T20:05:00"),
        ("2026-06-02T20:04:59.900000", "2026-06-02T20:00:00", "2026-06-02T20:05:00"),
        ("2026-06-02T20:05:00.000001", "2026-06-02T20:05:00", "2026-06-02T20:10:00"),
        ("2026-06-02T13:00:00", "2026-06-02T07:55:00", "2026-06-02T20:00:00"),
        ("2026-06-02T00:02:00", "2026-06-02T00:00:00", "2026-06-02T00:05:00"),
        ("2026-12-31T23:59:30", "2026-12-31T23:55:00", "2027-01-01T00:00:00"),
    ],
)
def test_the_newest_slot_is_the_last_one_that_has_come(
    now: str, newest: str, following: str
) -> None:
    zone = "America/New_York"
    assert job().newest_slot(at(zone, now)).at == at(zone, newest)
    assert job().next_slot(at(zone, now)) == at(zone, following)


def test_a_slots_interval_is_the_shorter_of_the_times_around_it() -> None:
    first_of_the_night = job().newest_slot(at("UTC", "2026-06-02T20:01:00"))
    last_of_the_night = job().newest_slot(at("UTC", "2026-06-02T12:00:00"))
    assert first_of_the_night.every == last_of_the_night.every == timedelta(minutes=5)
    daily = job("30 2 * * *").newest_slot(at("UTC", "2026-06-02T12:00:00"))
    assert daily.every == timedelta(days=1)


@pytest.mark.parametrize(("zone", "evening", "hours"), NIGHTS)
def test_the_pulse_beats_every_five_minutes_of_every_night(
    zone: str, evening: date, hours: int
) -> None:
    slots = slots_begun(job(PULSE), zone, evening)
    begin = datetime.combine(evening, time(20), ZoneInfo(zone)).astimezone(UTC)
    assert slots == [begin + n * timedelta(minutes=5) for n in range(hours * 12)]


@pytest.mark.parametrize(("zone", "evening", "hours"), NIGHTS)
def test_the_hourly_job_runs_once_for_each_hour_of_the_clock(
    zone: str, evening: date, hours: int
) -> None:
    slots = slots_begun(job(HOURLY), zone, evening)
    local = [slot.astimezone(ZoneInfo(zone)) for slot in slots]
    clock = [20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 6, 7]
    if hours == 11:  # the hour that spring leaves out
        clock.remove(2)
    assert [slot.hour for slot in local] == clock
    assert {slot.minute for slot in local} == {0}
    assert len(set(slots)) == len(slots)


@pytest.mark.parametrize(
    ("zone", "evening", "left_out", "instead"),
    [
        ("America/Los_Angeles", date(2027, 3, 13), "30 2 * * *", "2027-03-14T03:00:00"),
        ("Europe/Berlin", date(2027, 3, 27), "15 2 * * *", "2027-03-28T03:00:00"),
    ],
)
def test_a_slot_in_the_hour_that_spring_leaves_out_runs_right_after_it(
    zone: str, evening: date, left_out: str, instead: str
) -> None:
    slots = slots_begun(job(left_out), zone, evening)
    # The first is the day's before, which was not too late when the watch began.
    assert slots[1:] == [at(zone, instead)]


def test_a_daily_job_in_the_hour_that_autumn_repeats_runs_once() -> None:
    slots = slots_begun(job("30 1 * * *"), "America/Los_Angeles", date(2026, 10, 31))
    assert slots[1:] == [at("America/Los_Angeles", "2026-11-01T01:30:00").astimezone(UTC)]


@pytest.mark.parametrize("wrong", ["", "* * * *", "61 * * * *", "*/5 20-23,0-7 * * FOO"])
def test_a_wrong_expression_is_refused(wrong: str) -> None:
    with pytest.raises(CronSimError):
        job(wrong).newest_slot(at("UTC", "2026-06-02T20:00:00"))


def test_a_command_is_a_line_of_spiders_with_arguments() -> None:
    line = "listings batch_size=40 batches=0; bat_live chain_depth=6;"
    assert job(command=line).steps() == [
        ["crawl", "listings", "-a", "batch_size=40", "-a", "batches=0"],
        ["crawl", "bat_live", "-a", "chain_depth=6"],
    ]
    assert job(command=" ; ").steps() == []


def test_a_command_of_the_project_may_stand_among_the_spiders() -> None:
    assert job(command="prune keep=30d; bat_live").steps() == [
        ["prune", "--keep=30d"],
        ["crawl", "bat_live"],
    ]


def test_a_job_without_spiders_works_off_no_queue() -> None:
    assert job(command="prune; listings").works_off_queues
    assert not job(command="prune keep=30d").works_off_queues
    assert not job(command="rm -rf /").works_off_queues


@pytest.mark.parametrize(
    "wrong", ["listings 40", "SELECT net.http_post('x')", "rm -rf /", "-x=1", "../spider a=1"]
)
def test_a_command_that_is_no_line_of_spiders_is_refused(wrong: str) -> None:
    with pytest.raises(CommandError, match="overnight"):
        job(command=wrong).steps()
