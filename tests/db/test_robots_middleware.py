"""robots.txt as the workers keep it."""

from typing import Any

from protego import Protego
from scrapy import Request
from scrapy.settings import Settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.middlewares import RobotsMiddleware
from crawler.pipelines import StorePipeline
from db import hosts

HOST = "a.example"


async def test_a_database_that_is_away_for_a_moment_costs_no_page(
    pipeline: StorePipeline, conn: AsyncConnection
) -> None:
    crawler: Any = pipeline.crawler
    crawler.settings = Settings({"ROBOTSTXT_OBEY": True})
    middleware = RobotsMiddleware(crawler)
    await hosts.keep_robots(conn, HOST, "User-agent: *\nDisallow: /private/", None)
    async with pipeline.worker.engine.connect() as lying_in_the_pool:
        pid = await lying_in_the_pool.scalar(text("SELECT pg_backend_pid()"))
    await conn.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": pid})
    rules = await middleware.robot_parser(Request(f"https://{HOST}/private/car"))
    assert isinstance(rules.rp, Protego)  # type: ignore[attr-defined]
    assert not rules.allowed(f"https://{HOST}/private/car", "anybody")
