"""Businesses from before identities were kept are found all the same."""

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.businesses import (
    business_of_profile,
    business_of_website,
    identify_all,
)
from tests.db.joined_businesses import OAK, OAK_AGAIN, SITE, meet, store
from tests.db.queue_rows import table


async def test_a_row_without_identities_is_found_by_its_columns(conn: AsyncConnection) -> None:
    by_hand = await conn.scalar(
        text("""
            INSERT INTO businesses (business_name, profile_url, website_host)
            VALUES ('Old Oak', :profile, 'oldoak.example') RETURNING id
        """),
        {"profile": OAK},
    )
    assert await business_of_website(conn, SITE) == by_hand
    assert await business_of_profile(conn, OAK) == by_hand
    assert await meet(conn) == by_hand


async def test_a_row_without_identities_is_still_found_by_its_old_website(
    conn: AsyncConnection,
) -> None:
    by_hand = await conn.scalar(
        text("""
            INSERT INTO businesses (business_name, profile_url, website, website_host)
            VALUES ('Old Oak', :profile, :site, 'oldoak.example') RETURNING id
        """),
        {"profile": OAK, "site": SITE},
    )
    await store(conn, profile_url=OAK, website="https://oak-motors.example/")
    assert await business_of_website(conn, SITE) == by_hand


async def test_an_older_databases_businesses_get_their_identities(
    database: str, conn: AsyncConnection
) -> None:
    await conn.execute(
        text("""
            INSERT INTO businesses
                (business_name, profile_url, website, website_host, license_number, city, state)
            VALUES
                ('Old Oak', :oak, 'https://cars.oldoak.co.uk/', 'cars.oldoak.co.uk',
                 'DL 1', 'Elmton', 'California'),
                ('Elm', NULL, 'https://www.facebook.com/elm', 'facebook.com', NULL, NULL, NULL),
                ('Oak', :again, 'https://oldoak.co.uk/', 'oldoak.co.uk', NULL, NULL, NULL)
        """),
        {"oak": OAK, "again": OAK_AGAIN},
    )
    first, elm, second = (row["id"] for row in await table(conn, "businesses"))
    engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"))
    for _ in range(2):
        with engine.begin() as connection:
            identify_all(connection)
    engine.dispose()
    found = await table(conn, "business_identities", order="rule, value")
    assert {(row["rule"], row["value"], row["business_id"]) for row in found} == {
        ("profile_url", OAK, first),
        ("profile_url", OAK_AGAIN, second),
        ("license", "CA:DL1", first),
        ("website_host", "oldoak.co.uk", first),
        ("name_and_place", "old oak, elmton, CA", first),
    }
    hosts = {row["id"]: row["website_host"] for row in await table(conn, "businesses")}
    assert hosts == {first: "oldoak.co.uk", elm: None, second: "oldoak.co.uk"}
