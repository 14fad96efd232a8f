"""How results are walked while the list grows, shrinks, and ends before its end."""

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from crawler.results_walk import Answer, ResultsWalk, Stretch

START = datetime(2026, 3, 1, tzinfo=UTC)


class Results:
    """A list of results: the minutes at which lots ended, newest first, 36 on a page."""

    def __init__(self, lots: int) -> None:
        self.lots = list(range(lots, 0, -1))

    def end(self, lots: int) -> None:
        """So many lots more have ended."""
        newest = self.lots[0]
        self.lots = [*range(newest + lots, newest, -1), *self.lots]

    def shown(self, page: int) -> list[int]:
        """The lots on a page."""
        return self.lots[36 * (page - 1) : 36 * page]

    def answer(self, page: int) -> Answer:
        """What the page says."""
        shown = self.shown(page)
        return Answer(
            page=page,
            items_total=len(self.lots),
            pages_total=-(-len(self.lots) // 36),
            empty=not shown,
            newest=_minute(shown[0]) if shown else None,
            oldest=_minute(shown[-1]) if shown else None,
        )


def _minute(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def kept(walk: ResultsWalk) -> ResultsWalk:
    """The walk as the next crawl finds it."""
    return ResultsWalk.from_json(json.loads(json.dumps(walk.as_json())))


def crawl(
    results: Results, walk: ResultsWalk, pages: int, read: set[int] | None = None
) -> tuple[ResultsWalk, list[int]]:
    """The walk after a crawl of at most so many pages, and the pages in their order."""
    asked = [1]
    walk = walk.after_front(results.answer(1))
    if read is not None:
        read.update(results.shown(1))
    while len(asked) < pages:
        page = walk.next_page(len(results.lots))
        if page is None:
            break
        asked.append(page)
        walk = kept(walk.after_page(results.answer(page)))
        if read is not None:
            read.update(results.shown(page))
    return kept(walk), asked


def test_the_first_crawl_reads_from_the_front_on() -> None:
    walk, asked = crawl(Results(36 * 9), ResultsWalk(), 5)
    assert asked == [1, 2, 3, 4, 5]
    assert walk.unread == (Stretch(page=6, items_total=36 * 9),)


def test_the_next_crawl_looks_at_the_front_and_goes_on() -> None:
    results = Results(36 * 9)
    walk, _ = crawl(results, ResultsWalk(), 5)
    walk, asked = crawl(results, walk, 3)
    assert asked == [1, 6, 7]
    walk, asked = crawl(results, walk, 5)
    assert asked == [1, 8, 9]
    assert walk.unread == ()
    assert walk.refused is None


def test_a_backlog_that_was_walked_leaves_the_front() -> None:
    results = Results(100)
    walk, asked = crawl(results, ResultsWalk(), 99)
    assert asked == [1, 2, 3]
    for _ in range(2):
        walk, asked = crawl(results, walk, 99)
        assert asked == [1]


def test_new_results_move_the_place_back() -> None:
    results = Results(36 * 20)
    walk, _ = crawl(results, ResultsWalk(), 5)
    results.end(36 * 2 + 30)
    _, asked = crawl(results, walk, 6)
    # Three pages at the front reach down to what is known, and page 6 is page 8 now.
    assert asked == [1, 2, 3, 8, 9, 10]


def test_results_that_vanished_move_the_place_forward() -> None:
    results = Results(36 * 20)
    walk, _ = crawl(results, ResultsWalk(), 5)
    del results.lots[100]
    _, asked = crawl(results, walk, 3)
    assert asked == [1, 5, 6]


def test_a_list_that_becomes_shorter_during_a_crawl_is_read_again_from_before() -> None:
    results = Results(36 * 4)
    walk = ResultsWalk().after_front(results.answer(1))
    del results.lots[3:6]
    walk = walk.after_page(results.answer(2))
    assert walk.next_page(len(results.lots)) == 1
    walk = walk.after_page(results.answer(1))
    assert walk.next_page(len(results.lots)) == 2
    walk = walk.after_page(results.answer(2))
    assert walk.next_page(len(results.lots)) == 3


def test_a_list_that_grows_during_a_crawl_is_read_on() -> None:
    results = Results(36 * 4)
    walk = ResultsWalk().after_front(results.answer(1))
    results.end(5)
    walk = walk.after_page(results.answer(2))
    assert walk.next_page(len(results.lots)) == 3
    # A whole page more: page 3 is what page 2 was.
    results.end(36)
    walk = walk.after_page(results.answer(3))
    assert walk.next_page(len(results.lots)) == 4
    assert walk.newest == START + timedelta(minutes=36 * 4)


def test_a_page_that_was_read_before_brings_the_walk_no_further() -> None:
    results = Results(36 * 20)
    walk, _ = crawl(results, ResultsWalk(), 5)
    again = walk.after_page(results.answer(1))
    assert again == walk


def test_two_counts_by_turns_do_not_hold_the_walk_up() -> None:
    results = Results(36 * 12)
    walk = ResultsWalk().after_front(results.answer(1))
    gone: list[int] = []
    for asked in range(99):
        if asked % 2:
            results.lots = [*gone, *results.lots]
        else:
            gone, results.lots = results.lots[:3], results.lots[3:]
        page = walk.next_page(len(results.lots))
        if page is None:
            break
        walk = walk.after_page(results.answer(page))
    assert walk.unread == ()


def test_a_front_longer_than_a_crawl_is_finished_by_the_next() -> None:
    results = Results(36 * 3)
    walk, _ = crawl(results, ResultsWalk(), 99)
    results.end(36 * 4)
    walk, asked = crawl(results, walk, 2)
    assert asked == [1, 2]
    assert [stretch.page for stretch in walk.unread] == [3]
    results.end(10)
    walk, asked = crawl(results, walk, 99)
    # The new front, then the rest of the old one: down to the lots of the first crawl.
    assert asked == [1, 3, 4, 5]
    assert walk.unread == ()


def test_lots_that_end_in_one_second_may_stand_on_two_pages() -> None:
    walk = ResultsWalk(newest=_minute(50))
    answer = Answer(page=1, items_total=90, pages_total=3, newest=_minute(60), oldest=_minute(50))
    assert walk.after_front(answer).next_page(90) == 2


def test_a_page_of_lots_without_a_known_end_reaches_nothing() -> None:
    walk = ResultsWalk(newest=_minute(50))
    walk = walk.after_front(Answer(page=1, items_total=90, pages_total=3))
    assert walk.newest == _minute(50)
    assert walk.next_page(90) == 2


@pytest.mark.parametrize("how", ["empty", "refused"])
def test_a_query_that_the_site_ends_is_not_asked_further(how: str) -> None:
    results = Results(36 * 9)
    walk, _ = crawl(results, ResultsWalk(), 5)
    if how == "empty":
        answer = Answer(page=6, items_total=36 * 9, pages_total=9, empty=True)
        assert answer.refuses
        walk = walk.after_page(answer)
    else:
        walk = walk.after_refusal(6)
    walk = kept(walk)
    assert (walk.unread, walk.refused) == ((), 6)
    results.end(40)
    _, asked = crawl(results, walk, 99)
    assert asked == [1, 2]


def test_an_empty_page_behind_the_last_is_the_end() -> None:
    results = Results(36 * 6)
    walk, _ = crawl(results, ResultsWalk(), 5)
    del results.lots[36 * 5 :]
    answer = results.answer(6)
    assert not answer.refuses
    # The count says that page 5 is what page 6 was: it is looked at before the walk ends.
    walk = walk.after_page(answer)
    assert walk.next_page(len(results.lots)) == 5
    assert walk.after_page(results.answer(5)).unread == ()


def test_a_walk_is_kept_as_it_stands() -> None:
    walk = ResultsWalk(
        newest=_minute(7),
        unread=(
            Stretch(page=3, items_total=200, until=_minute(2), doubted=(4, 2)),
            Stretch(page=9, items_total=180),
        ),
        refused=278,
    )
    assert kept(walk) == walk
    assert ResultsWalk.from_json(None) == ResultsWalk()


@pytest.mark.parametrize("seed", range(40))
def test_no_lot_is_passed_over_whatever_the_list_does(seed: int) -> None:
    """Lots end and vanish at any time, crawls are short and die: what stood in the list all the
    time is read in the end."""
    chance = random.Random(seed)
    results = Results(chance.randint(1, 36 * 12))
    throughout, read = set(results.lots), set[int]()
    position = ResultsWalk()
    for _ in range(200):
        walk, page = position, 1
        for asked in range(chance.randint(1, 5)):
            walk = (
                walk.after_page(results.answer(page))
                if asked
                else walk.after_front(results.answer(1))
            )
            read.update(results.shown(page))
            position = kept(walk)
            count = len(results.lots)
            if chance.random() < 0.3:
                results.end(chance.randint(1, 50))
            if chance.random() < 0.3:
                for _ in range(chance.randint(1, 20)):
                    lot = results.lots.pop(chance.randrange(len(results.lots)))
                    throughout.discard(lot)
                    if not results.lots:
                        results.lots = [lot]
            following = walk.next_page(count)
            if following is None:
                break
            page = following
        if not position.unread:
            break
    for _ in range(3):
        position, _ = crawl(results, position, 999, read)
    assert position.unread == ()
    assert throughout <= read
    assert set(results.lots) <= read


def test_the_front_reaches_as_far_below_the_newest_as_it_is_told() -> None:
    """A lot ended every minute: 36 a page, ten hours are 600."""
    results = Results(36 * 60)
    walk, _ = crawl(results, ResultsWalk(), 999)
    results.end(40)
    again = walk.after_front(results.answer(1), timedelta(hours=10))
    asked = [1]
    while (page := again.next_page(len(results.lots))) is not None:
        asked.append(page)
        again = again.after_page(results.answer(page))
    read = {lot for page in asked for lot in results.shown(page)}
    assert set(range(36 * 60 - 600, 36 * 60 + 41)) <= read
    assert len(asked) == -(-640 // 36)
    assert again.newest == results.answer(1).newest
    assert again.unread == ()
