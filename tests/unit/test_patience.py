"""Which errors of the database pass, which are the page's, and how long one waits."""

import asyncio

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from crawler.patience import is_of_the_page, patiently, will_pass


def as_raised(error: psycopg.Error) -> SQLAlchemyError:
    """The error as SQLAlchemy hands it on."""
    wrapped = DBAPIError.instance("SELECT 1", {}, error, psycopg.Error)
    assert isinstance(wrapped, SQLAlchemyError)
    return wrapped


PASSING = (
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.QueryCanceled,
    errors.LockNotAvailable,
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.TooManyConnections,
    errors.DiskFull,
    errors.OutOfMemory,
    errors.ReadOnlySqlTransaction,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)


@pytest.mark.parametrize("kind", PASSING)
def test_an_outage_passes_and_says_nothing_of_the_page(kind: type[psycopg.Error]) -> None:
    error = as_raised(kind("away"))
    assert (will_pass(error), is_of_the_page(error)) == (True, False)


def test_a_pool_without_a_free_connection_passes() -> None:
    error = PoolTimeout("QueuePool limit of size 1 overflow 0 reached")
    assert (will_pass(error), is_of_the_page(error)) == (True, False)


@pytest.mark.parametrize(
    "kind",
    [
        errors.ProgramLimitExceeded,  # "index row size 3000 exceeds maximum 2704"
        errors.StatementTooComplex,
        errors.NumericValueOutOfRange,
        errors.UntranslatableCharacter,
        errors.NotNullViolation,
        errors.CheckViolation,
    ],
)
def test_what_the_tables_do_not_take_is_of_the_page(kind: type[psycopg.Error]) -> None:
    error = as_raised(kind("does not fit"))
    assert (will_pass(error), is_of_the_page(error)) == (False, True)


def test_a_statement_that_is_wrong_neither_passes_nor_is_of_the_page() -> None:
    error = as_raised(errors.UndefinedColumn("column does not exist"))
    assert (will_pass(error), is_of_the_page(error)) == (False, False)


def test_an_error_of_our_own_is_of_the_page() -> None:
    assert is_of_the_page(TypeError("a page without a listing"))


class Trouble:
    """A transaction that fails some times before it goes well."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.times, self.tries = error, times, 0

    async def __call__(self) -> str:
        self.tries += 1
        if self.tries <= self.times:
            raise self.error
        return "stored"


async def test_what_passes_is_tried_again() -> None:
    trouble = Trouble(as_raised(errors.DeadlockDetected("met")), 2)
    assert await patiently(trouble, asyncio.Event()) == "stored"
    assert trouble.tries == 3


async def test_what_does_not_pass_is_tried_once() -> None:
    trouble = Trouble(as_raised(errors.ProgramLimitExceeded("too large")), 2)
    with pytest.raises(SQLAlchemyError):
        await patiently(trouble, asyncio.Event())
    assert trouble.tries == 1


async def test_a_worker_that_is_to_end_does_not_wait() -> None:
    trouble = Trouble(as_raised(errors.AdminShutdown("away")), 2)
    stopping = asyncio.Event()
    stopping.set()
    with pytest.raises(SQLAlchemyError):
        await patiently(trouble, stopping)
    assert trouble.tries == 1


async def test_patience_ends() -> None:
    trouble = Trouble(as_raised(errors.AdminShutdown("away")), 1_000)
    with pytest.raises(SQLAlchemyError):
        await patiently(trouble, None, patience=0.3)
    assert 1 < trouble.tries < 10
