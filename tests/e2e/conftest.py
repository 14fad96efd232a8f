"""Sample webs as processes, shared by all tests; each test finds them as they should be."""

from collections.abc import Iterator

import pytest

from tests.program import Program, SampleWeb, program, sample_web

NO_DELAY = ("--crawl-delay", "0")


@pytest.fixture(scope="session")
def whole_web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleWeb]:
    """The whole sample web."""
    with sample_web(tmp_path_factory.mktemp("whole"), *NO_DELAY) as web:
        yield web


@pytest.fixture(scope="session")
def small_web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleWeb]:
    """A small sample web."""
    with sample_web(tmp_path_factory.mktemp("small"), *NO_DELAY, "--scale", "small") as running:
        yield running


@pytest.fixture
def web(small_web: SampleWeb) -> Iterator[SampleWeb]:
    """The small sample web, its log empty; the test may spoil it."""
    small_web.ask("/log?clear=1")
    yield small_web
    small_web.ask("/behave")


@pytest.fixture
def night(database: str, web: SampleWeb) -> Program:
    """The program on an empty database and the small sample web."""
    return program(database, web.gateway)
