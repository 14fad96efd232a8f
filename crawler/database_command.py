"""What commands that need the database share."""

from __future__ import annotations

import argparse
import asyncio
import sys
from abc import abstractmethod
from typing import NoReturn

from scrapy.commands import ScrapyCommand
from sqlalchemy.ext.asyncio import AsyncConnection

from crawler.terminal import end_with_the_pipe, printable
from db.engine import NO_DATABASE, create_engine, why_no_database
from db.migrate import migrate


def say(problem: str) -> None:
    """One line for the person at the prompt."""
    print(printable(problem), file=sys.stderr)


def refuse(problem: str) -> NoReturn:
    """End the command over a wrong argument: one line, exit status 2."""
    say(problem)
    sys.exit(2)


def database_is_ready() -> bool:
    """Whether the database answers and has its tables, made now if need be; says why if not."""
    try:
        migrate()
    except NO_DATABASE as error:
        say(why_no_database(error))
        return False
    return True


class DatabaseCommand(ScrapyCommand):
    """A command that does one transaction. Exit status 2 for a wrong argument, 1 for a database
    that does not answer, else what `work` returns."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """See scrapy.commands.ScrapyCommand."""
        end_with_the_pipe()
        if not database_is_ready():
            self.exitcode = 1
            return
        try:
            self.exitcode = asyncio.run(self._transaction(args, opts))
        except ValueError as error:
            refuse(str(error))
        except NO_DATABASE as error:
            say(why_no_database(error))
            self.exitcode = 1

    async def _transaction(self, args: list[str], opts: argparse.Namespace) -> int:
        engine = create_engine(pool_size=1)
        try:
            async with engine.begin() as conn:
                return await self.work(conn, args, opts)
        finally:
            await engine.dispose()

    @abstractmethod
    async def work(self, conn: AsyncConnection, args: list[str], opts: argparse.Namespace) -> int:
        """The command's transaction; returns the exit status. A ValueError is a wrong argument."""
