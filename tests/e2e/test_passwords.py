"""The database's password is in no output, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import make_url

from tests.hostile_server import HostileServer, hostile_server
from tests.program import Program, program

SECRET = "tr0ub4dor"  # a part of each password
NOWHERE = "127.0.0.1:9"
BAD_URLS = {
    "nobody listens": f"postgresql://night:{SECRET}@{NOWHERE}/cars",
    "an @ in it": f"postgresql://night:a@{SECRET}@{NOWHERE}/cars",
    "a slash in it": f"postgresql://night:a/{SECRET}/b@{NOWHERE}/cars",
    "percent-encoded": f"postgresql://night:{quote(f'@{SECRET}%/')}@{NOWHERE}/cars",
    "as a parameter": f"postgresql://{NOWHERE}/cars?user=night&password={SECRET}",
    "of a key": f"postgresql://{NOWHERE}/cars?user=night&sslpassword={SECRET}",
    "a parameter that is none": f"postgresql://night:{SECRET}@{NOWHERE}/cars?pass={SECRET}",
    "words instead of a URL": f"host=127.0.0.1 user=night password={SECRET}",
    "another database": f"mysql://night:{SECRET}@{NOWHERE}/cars",
    "a port that is none": f"postgresql://night:{SECRET}@127.0.0.1:{SECRET}/cars",
    "no slashes": f"postgresql:night:{SECRET}@{NOWHERE}/cars",
}
CRAWL = ("scrapy", "crawl", "listings", "-s", "LOG_LEVEL=DEBUG")


@pytest.fixture
def hostile() -> Iterator[HostileServer]:
    with hostile_server() as server:
        yield server


@pytest.mark.parametrize("words", [CRAWL, ("scheduler.py", "--once")], ids=["crawl", "scheduler"])
def test_a_wrong_url_keeps_its_password_to_itself(words: tuple[str, ...]) -> None:
    crawls = {
        what: Program({"DATABASE_URL": url, "WEB_GATEWAY": "http://127.0.0.1:9"}).start(*words)
        for what, url in BAD_URLS.items()
    }
    for what, crawl in crawls.items():
        output, _ = crawl.communicate(timeout=300)
        assert crawl.returncode != 0, what
        assert output.strip(), what
        assert SECRET not in output, what
        assert "Traceback" not in output, what


def test_a_wrong_password_is_not_repeated(database: str) -> None:
    url = make_url(database).set(password=SECRET).render_as_string(hide_password=False)
    night = Program({"DATABASE_URL": url, "WEB_GATEWAY": "http://127.0.0.1:9"})
    for words in (CRAWL, ("scrapy", "status"), ("scheduler.py", "--once")):
        code, output = night.run(*words)
        assert code != 0
        assert "password authentication failed" in output
        assert SECRET not in output


def test_no_log_and_no_command_shows_the_password(database: str, hostile: HostileServer) -> None:
    night = program(database, hostile.origin)
    passwords = {str(make_url(url).password) for url in _urls(night)}
    assert "None" not in passwords
    with psycopg.connect(database) as conn:  # one job, of one crawl, says all that others would
        conn.execute("UPDATE cron.job SET command = 'listings', active = jobname LIKE '%pulse'")
    said = []
    for words in (
        ("scrapy", "enqueue", "import_queue", "https://a.example/sound", "https://a.example/cut"),
        (*CRAWL, "-a", "batches=0"),
        ("scrapy", "settings", "--get", "DATABASE_URL"),
        ("scrapy", "version", "--verbose"),
        ("scrapy", "status"),
        ("scheduler.py", "--status"),
        ("scheduler.py", "--once"),
    ):
        _, output = night.run(*words)
        said.append(output)
    code, output = night.run(
        "scrapy", "enqueue", "import_queue", "https://a.example/sound", "--again"
    )
    assert code == 0, output
    with psycopg.connect(database) as conn:
        conn.execute("ALTER TABLE vehicles RENAME TO elsewhere")
    code, output = night.run(*CRAWL, "-a", "batches=0")
    assert code == 1
    assert "vehicles" in output, "nothing went wrong in the pipeline: the test proves nothing"
    said.append(output)
    for output in said:
        assert not any(password in output for password in passwords)


def _urls(night: Program) -> list[str]:
    told = [night.environment, night.scheduling]
    return [words["DATABASE_URL"] for words in told if "DATABASE_URL" in words]
