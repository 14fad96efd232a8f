"""A web of scripted pages, and the program on it."""

from collections.abc import Iterator

import pytest

from tests.e2e.browser.pages import ASK, CAR, HOST, as_json, page
from tests.program import Program, program
from tests.web.scripted import ScriptedWeb, scripted_web


@pytest.fixture
def web() -> Iterator[ScriptedWeb]:
    with scripted_web() as web:
        web.put(HOST, "/cars/1", page(ASK))
        web.put(HOST, "/api/cars/1", as_json(CAR))
        yield web


@pytest.fixture
def night(database: str, web: ScriptedWeb) -> Program:
    return program(database, web.gateway, BROWSER_HOSTS=f"shop.example, {HOST}")
