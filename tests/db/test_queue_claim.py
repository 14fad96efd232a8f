"""Claims: which rows a worker gets, of which hosts, and that nobody else gets them."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db import hosts, queue
from db.queue import BAT_EXTRACTION_QUEUE, IMPORT_QUEUE, INVENTORY_QUEUE, Claim, NewRow
from tests.db.queue_rows import fill, inventory, let_time_pass, new, page, row


async def claim(
    conn: AsyncConnection, rows: int = 40, worker: str = "w1", **how: Any
) -> Counter[str]:
    """How many rows of each host a claim gave."""
    return Counter(c.host for c in await queue.claim(conn, IMPORT_QUEUE, rows, worker, **how))


async def test_a_claim_marks_the_row_as_the_workers(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 1})
    (taken,) = await queue.claim(conn, IMPORT_QUEUE, 10, "worker-7", lease=timedelta(minutes=15))
    kept = await row(conn, taken)
    assert (kept.status, kept.locked_by, kept.lease_token) == (
        "processing",
        "worker-7",
        taken.token,
    )
    assert kept.attempts == taken.attempts == 1
    assert kept.run_at - kept.locked_at == timedelta(minutes=15)
    assert (taken.url, taken.host, taken.cursor) == (page("a.example"), "a.example", None)


async def test_a_claimed_row_is_not_claimed_again(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 3})
    assert await claim(conn) == {"a.example": 3}
    assert await claim(conn, worker="w2") == {}


async def test_what_the_finder_said_comes_with_the_claim(conn: AsyncConnection) -> None:
    wanted = await inventory(conn, "dealer.example")
    await queue.enqueue(conn, INVENTORY_QUEUE, [wanted])
    (taken,) = await queue.claim(conn, INVENTORY_QUEUE, 10, "w1")
    assert taken.key == wanted.key
    assert taken.carried == {"start_url": "https://dealer.example/", "run_mode": "both"}


async def test_of_many_workers_no_two_get_the_same_row(engine: AsyncEngine) -> None:
    counts = {f"h{n}.example": 30 + n for n in range(12)}
    async with engine.begin() as conn:
        await fill(conn, counts)
    taken: list[Claim] = []

    async def work(name: str) -> None:
        while True:
            async with engine.begin() as conn:
                claims = await queue.claim(conn, IMPORT_QUEUE, 16, name)
                wait = await queue.next_due(conn, IMPORT_QUEUE)
            taken.extend(claims)
            if not claims and (wait is None or wait > 60):
                return

    await asyncio.gather(*(work(f"w{n}") for n in range(8)))
    assert Counter(c.host for c in taken) == counts
    assert set(Counter(c.id for c in taken).values()) == {1}


async def test_two_workers_that_claim_at_once_get_different_hosts(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        await fill(conn, {f"h{n}.example": 10 for n in range(10)})
    async with engine.begin() as first, engine.begin() as second:
        one = await claim(first, 40)
        other = await claim(second, 40, "w2")
    assert one.total() == other.total() == 40
    assert not set(one) & set(other)


async def test_a_host_gives_a_few_rows_while_many_hosts_wait(conn: AsyncConnection) -> None:
    await fill(conn, {f"h{n}.example": 30 for n in range(20)})
    taken = await claim(conn, 40)
    assert taken.total() == 40
    assert max(taken.values()) == 8


async def test_the_longest_unserved_hosts_come_first(conn: AsyncConnection) -> None:
    names = [f"h{n}.example" for n in range(20)]
    await fill(conn, dict.fromkeys(names, 30))
    served = [sorted(await claim(conn, 40)) for _ in range(8)]
    one_round = [host for batch in served[:4] for host in batch]
    assert sorted(one_round) == sorted(names)
    assert served[4:] == served[:4]


async def test_a_lone_host_fills_the_whole_claim(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 50})
    assert await claim(conn, 40) == {"a.example": 40}
    assert await claim(conn, 40) == {"a.example": 10}


async def test_thousands_of_rows_of_one_host_do_not_starve_the_others(
    conn: AsyncConnection,
) -> None:
    await fill(conn, {"big.example": 2000})
    small = {f"small{n}.example": 3 for n in range(8)}
    await fill(conn, small)
    first_two = await claim(conn, 40) + await claim(conn, 40)
    assert {host: first_two[host] for host in small} == small
    assert 0 < first_two["big.example"] <= 40


async def test_the_rows_longest_due_come_first(conn: AsyncConnection) -> None:
    for row_of in reversed(new("a.example", 5)):
        await queue.enqueue(conn, IMPORT_QUEUE, [row_of])
    taken = await queue.claim(conn, IMPORT_QUEUE, 2, "w1")
    assert {c.url for c in taken} == {page("a.example", 4), page("a.example", 3)}


async def test_a_blocked_host_is_passed_over_and_found_again_after(conn: AsyncConnection) -> None:
    await fill(conn, {"shut.example": 2, "open.example": 2})
    await hosts.block(conn, "shut.example", "HTTP 429", seconds=0.3)
    assert await claim(conn) == {"open.example": 2}
    wait = await queue.next_due(conn, IMPORT_QUEUE)
    assert wait is not None
    assert 0 < wait <= 0.3
    await asyncio.sleep(wait + 0.01)
    assert await claim(conn) == {"shut.example": 1}


async def test_a_host_that_refused_gives_one_row_a_claim_until_it_answers(
    conn: AsyncConnection,
) -> None:
    await fill(conn, {"shut.example": 5, "open.example": 2})
    await hosts.block(conn, "shut.example", "HTTP 429", seconds=0.01)
    await asyncio.sleep(0.02)
    assert await claim(conn, 16) == {"shut.example": 1, "open.example": 2}
    await hosts.answered(conn, "shut.example")
    assert await claim(conn, 16) == {"shut.example": 4}


async def test_a_row_enqueued_for_a_blocked_host_waits_with_it(conn: AsyncConnection) -> None:
    await hosts.block(conn, "shut.example", "HTTP 403", seconds=0.3)
    await fill(conn, {"shut.example": 1})
    assert await claim(conn) == {}
    wait = await queue.next_due(conn, IMPORT_QUEUE)
    assert wait is not None
    assert 0 < wait <= 0.3
    await asyncio.sleep(wait + 0.01)
    assert await claim(conn) == {"shut.example": 1}


async def test_a_claim_of_one_host_takes_no_other(conn: AsyncConnection) -> None:
    await fill(conn, {f"h{n}.example": 4 for n in range(6)})
    assert await claim(conn, host="h3.example") == {"h3.example": 4}
    assert await claim(conn, host="nowhere.example") == {}


async def test_excepted_hosts_are_left_out(conn: AsyncConnection) -> None:
    await fill(conn, {f"h{n}.example": 4 for n in range(4)})
    taken = await claim(conn, except_hosts=["h0.example", "h2.example"])
    assert taken == {"h1.example": 4, "h3.example": 4}


@pytest.mark.parametrize(
    ("default_delay", "crawl_delay", "rows"), [(10, None, 6), (1, 10, 6), (10, 2, 6), (0, None, 40)]
)
async def test_no_more_is_taken_than_the_hosts_pace_needs_in_a_minute(
    conn: AsyncConnection, default_delay: float, crawl_delay: float | None, rows: int
) -> None:
    await hosts.keep_robots(conn, "slow.example", "", crawl_delay)
    await fill(conn, {"slow.example": 50})
    taken = await claim(conn, 40, default_delay=default_delay)
    assert taken == {"slow.example": rows}


async def test_a_host_slower_than_a_minute_still_gives_one_row(conn: AsyncConnection) -> None:
    await fill(conn, {"slow.example": 5})
    assert await claim(conn, 40, default_delay=300) == {"slow.example": 1}


async def test_a_row_is_claimed_by_its_key_once(conn: AsyncConnection) -> None:
    await fill(conn, {"a.example": 3})
    taken = await queue.claim_row(conn, IMPORT_QUEUE, page("a.example", 1), "by hand")
    assert taken is not None
    assert (taken.url, taken.attempts) == (page("a.example", 1), 1)
    assert await queue.claim_row(conn, IMPORT_QUEUE, page("a.example", 1), "by hand") is None
    assert await queue.claim_row(conn, IMPORT_QUEUE, page("a.example", 9), "by hand") is None
    assert await claim(conn) == {"a.example": 2}


async def test_a_claim_in_one_queue_leaves_the_others_alone(conn: AsyncConnection) -> None:
    lot = NewRow("https://lots.example/listing/x/", "https://lots.example/listing/x/")
    await queue.enqueue(conn, IMPORT_QUEUE, [lot])
    await queue.enqueue(conn, BAT_EXTRACTION_QUEUE, [lot])
    assert await claim(conn) == {"lots.example": 1}
    (other,) = await queue.claim(conn, BAT_EXTRACTION_QUEUE, 10, "w2")
    assert other.queue is BAT_EXTRACTION_QUEUE


async def test_next_due_tells_when_a_claim_may_find_something(conn: AsyncConnection) -> None:
    assert await queue.next_due(conn, IMPORT_QUEUE) is None
    await fill(conn, {"a.example": 1})
    wait = await queue.next_due(conn, IMPORT_QUEUE)
    assert wait is not None
    assert wait <= 0
    assert await queue.next_due(conn, IMPORT_QUEUE, host="b.example") is None
    await claim(conn, lease=timedelta(seconds=50))
    wait = await queue.next_due(conn, IMPORT_QUEUE, host="a.example")
    assert wait is not None
    assert 49 < wait <= 50


async def test_hosts_that_were_just_emptied_hide_no_row_of_the_others(
    conn: AsyncConnection, engine: AsyncEngine
) -> None:
    """Each claim that finds its hosts empty takes them out of the line: so many claims suffice."""
    await fill(conn, {f"h{n}.example": 1 for n in range(40)})
    await conn.execute(text("UPDATE import_queue SET status = 'complete', run_at = NULL"))
    await fill(conn, {"last.example": 1})
    found = []
    for _ in range(40 // 5 + 1):
        async with engine.begin() as claiming:
            found += await queue.claim(claiming, IMPORT_QUEUE, 40, "w1")
    assert [claim.host for claim in found] == ["last.example"]


async def test_rows_named_by_their_keys_come_before_those_that_wait_longer(
    conn: AsyncConnection,
) -> None:
    await fill(conn, {"a.example": 9})
    wanted = [page("a.example", number) for number in (7, 5, 8)]
    first = await queue.claim_due(conn, IMPORT_QUEUE, wanted, 2, "w1")
    assert [claim.key for claim in sorted(first, key=lambda c: wanted.index(c.key))] == wanted[:2]
    second = await queue.claim_due(conn, IMPORT_QUEUE, wanted, 2, "w2")
    assert [claim.key for claim in second] == [wanted[2]]
    await queue.complete(conn, first)
    rest = await queue.claim(conn, IMPORT_QUEUE, 20, "w3")
    assert len(rest) == 6


async def test_a_named_row_that_is_not_due_or_of_a_blocked_host_is_passed_over(
    conn: AsyncConnection,
) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    url, other = page("a.example"), page("b.example")
    rows = [NewRow(url, url, run_at=later), NewRow(other, other)]
    await queue.enqueue(conn, IMPORT_QUEUE, rows)
    await hosts.block(conn, "b.example", "it refuses")
    assert await queue.claim_due(conn, IMPORT_QUEUE, [url, other], 5, "w1") == []


async def test_a_named_row_whose_worker_died_is_claimed_again_when_its_lease_is_over(
    conn: AsyncConnection,
) -> None:
    await fill(conn, {"a.example": 1})
    url = page("a.example")
    await queue.claim_due(conn, IMPORT_QUEUE, [url], 1, "w1")
    assert await queue.claim_due(conn, IMPORT_QUEUE, [url], 1, "w2") == []
    await let_time_pass(conn, IMPORT_QUEUE, "16 minutes")
    (claim,) = await queue.claim(conn, IMPORT_QUEUE, 1, "w3")
    assert (claim.key, claim.attempts) == (url, 2)
