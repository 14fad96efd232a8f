"""One database for all tests of this folder, emptied after each: making one takes ten times longer
than emptying it."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from crawler.pipelines import StorePipeline
from crawler.spiders.listings import ListingsSpider
from crawler.worker import Worker
from db.database_url import database_url
from db.models import metadata
from tests.databases import new_database
from tests.roles import install_roles

_EMPTY = "; ".join(
    [
        *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)),
        "DELETE FROM cron.job_run_details",
        "DELETE FROM cron.unscheduled_job",
        "DELETE FROM cron.job",
        "INSERT INTO cron.job SELECT * FROM first_jobs",
    ]
)


@pytest.fixture(scope="session")
def shared_database(server: URL, template: str) -> Iterator[str]:
    """A copy of the migrated template for this folder."""
    with new_database(server, "test_shared", like=template) as url:
        with psycopg.connect(url, autocommit=True) as made:
            # Two of a test's own connections that wait for each other fail, rather than wait for
            # ever.
            own = sql.Identifier(made.info.dbname)
            made.execute(sql.SQL("ALTER DATABASE {} SET lock_timeout = '5s'").format(own))
            made.execute("CREATE TABLE first_jobs AS SELECT * FROM cron.job")
        # A copy of a database has its tables' rights, and not the database's own.
        install_roles(url)
        yield url


@pytest.fixture
def database(shared_database: str) -> Iterator[str]:
    """The URL of a database with all tables and nothing in them but the two first jobs."""
    yield shared_database
    with psycopg.connect(shared_database) as made:
        made.execute(_EMPTY.encode())


@pytest.fixture
def told_database(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The test's own database, named by DATABASE_URL and without a pooler."""
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.delenv("DATABASE_POOLER", raising=False)
    database_url.cache_clear()
    yield database
    database_url.cache_clear()


@pytest.fixture
async def pipeline(told_database: str, engine: AsyncEngine) -> StorePipeline:
    """The pipeline of a crawl that does not run, on the test's database."""
    crawler = Crawler(ListingsSpider, {"LEASE_SECONDS": 900, "MAX_ATTEMPTS": 5})
    crawler.stats = MemoryStatsCollector(crawler)
    made = StorePipeline(crawler)
    worker = Worker.of(crawler)
    await worker.engine.dispose()
    worker.engine = engine
    return made
