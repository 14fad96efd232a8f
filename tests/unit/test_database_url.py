"""DATABASE_URL as people and managed services write it."""

from collections.abc import Iterator

import pytest

from db.database_url import database_url, is_pooled, parsed_url, shown_url
from db.engine import client_arguments, create_engine
from db.errors import DatabaseUrlError


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment, and no URL remembered from before it was changed."""
    monkeypatch.delenv("DATABASE_POOLER", raising=False)
    database_url.cache_clear()
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:own@db.example/own")
    yield monkeypatch
    database_url.cache_clear()


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+asyncpg"]
)
def test_every_name_of_postgresql_is_taken(scheme: str) -> None:
    url = parsed_url(f"{scheme}://me:secret@db.example:6543/night?sslmode=require")
    assert url.drivername == "postgresql+psycopg"
    assert (url.username, url.password, url.host, url.port) == ("me", "secret", "db.example", 6543)


def test_the_parameters_that_managed_services_write_are_handed_on() -> None:
    url = parsed_url(
        "postgres://me.tenant:s%40cret%2F@ep-pool.example/night"
        "?sslmode=verify-full&channel_binding=require&sslrootcert=system"
        "&options=endpoint%3Dep&target_session_attrs=read-write&connect_timeout=30"
    )
    assert url.password == "s@cret/"
    assert url.query["channel_binding"] == "require"
    assert url.query["options"] == "endpoint=ep"
    # What the URL says counts more than what the program would say.
    assert "connect_timeout" not in client_arguments(url)
    assert "tcp_user_timeout" in client_arguments(url)


def test_a_database_that_has_several_addresses_keeps_them() -> None:
    url = parsed_url("postgresql://me:x@/night?host=a.example:5432&host=b.example:5433")
    assert url.query["host"] == ("a.example:5432", "b.example:5433")


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("postgresql://me:x@db/night?pgbouncer=true&connection_limit=1", "'pgbouncer'"),
        ("postgresql://me:x@db/night?schema=public", "'schema'"),
        ("postgresql://me:x@db/night?sslmode=require&sslmode=disable", "'sslmode' more than once"),
        ("postgresql://me:x@db:port/night", "cannot be read"),
        ("mysql://me:x@db/night", "mysql"),
        ("night", "cannot be read"),
    ],
)
def test_what_postgresql_would_not_understand_is_said(url: str, what: str) -> None:
    with pytest.raises(DatabaseUrlError, match=what):
        parsed_url(url)


@pytest.mark.parametrize("password", ["sword@fish", "sword@fish:1", "sword@fish/x", "sword@f?i=h"])
def test_a_password_that_is_not_written_as_urls_want_it_is_not_told(password: str) -> None:
    with pytest.raises(DatabaseUrlError, match="%40") as told:
        parsed_url(f"postgresql://me:{password}@db.example/night")
    assert "fish" not in str(told.value)
    assert told.value.__cause__ is None


@pytest.mark.parametrize(
    "url", ["swordfish", "postgresql://me:swordfish@db:port/x", "swordfish:5432/x"]
)
def test_an_unreadable_url_is_not_quoted(url: str) -> None:
    with pytest.raises(DatabaseUrlError) as told:
        parsed_url(url)
    assert "swordfish" not in str(told.value)
    assert told.value.__cause__ is None


async def test_no_secret_of_the_url_is_shown(given: pytest.MonkeyPatch) -> None:
    given.setenv(
        "DATABASE_URL",
        "postgres://me@db.example/night?password=swordfish&sslmode=require&sslpassword=goldfish\n",
    )
    assert database_url().password == "swordfish"
    assert shown_url() == "postgresql://me:***@db.example/night?sslmode=require"
    engine = create_engine()
    assert "swordfish" not in repr(engine) + repr(database_url()) + str(database_url())
    await engine.dispose()


@pytest.mark.parametrize(("word", "pooled"), [("", False), ("transaction", True)])
def test_a_pooler_is_named_by_its_mode(given: pytest.MonkeyPatch, word: str, pooled: bool) -> None:
    given.setenv("DATABASE_POOLER", word)
    assert is_pooled() is pooled


def test_another_word_for_a_pooler_is_refused(given: pytest.MonkeyPatch) -> None:
    given.setenv("DATABASE_POOLER", "pgbouncer")
    with pytest.raises(DatabaseUrlError, match="transaction"):
        create_engine()


def test_behind_a_pooler_nothing_is_left_on_a_connection(given: pytest.MonkeyPatch) -> None:
    url = parsed_url("postgresql://me:x@db/night")
    assert "prepare_threshold" not in client_arguments(url)
    given.setenv("DATABASE_POOLER", "transaction")
    assert client_arguments(url)["prepare_threshold"] is None
