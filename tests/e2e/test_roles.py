"""What each login can be used for, at a prompt."""

import pytest

from tests.e2e.prompt import scrapy
from tests.roles import reader_url, worker_url

LOT = "https://bringatrailer.com/listing/1965-falk-comet/"


@pytest.mark.parametrize("words", [("status",), ("status", "--json"), ("report",)])
def test_a_login_that_only_reads_can_look_at_everything(
    database: str, words: tuple[str, ...]
) -> None:
    ended = scrapy(*words, database=reader_url(database))
    assert ended.code == 0, ended.err
    assert ended.out


def test_a_login_that_only_reads_enqueues_nothing(database: str) -> None:
    ended = scrapy("enqueue", "import_queue", LOT, database=reader_url(database))
    assert ended.code == 1
    assert ended.message.startswith("the database refuses: permission denied")


def test_a_worker_can_do_what_people_do_by_hand(database: str) -> None:
    for words in (
        ("enqueue", "import_queue", LOT),
        ("requeue", "import_queue", "--reason", "gone"),
        ("enqueue_inventory",),
        ("status",),
        ("report",),
    ):
        ended = scrapy(*words, database=worker_url(database))
        assert ended.code == 0, (words, ended.err)
