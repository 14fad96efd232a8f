"""Rows of one business that were taken for several: which of them becomes the one."""

from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.businesses import (
    business_of_profile,
    business_of_website,
)
from tests.db.joined_businesses import OAK, OAK_AGAIN, SITE, meet, store, two
from tests.db.queue_rows import table


async def test_a_profile_that_states_a_known_website_joins_the_two(conn: AsyncConnection) -> None:
    of_profile, of_site = await two(conn)
    assert await meet(conn) == of_profile
    (kept,) = await table(conn, "businesses")
    assert (kept["business_name"], kept["website"]) == ("Old Oak Motors", SITE)
    assert await business_of_website(conn, SITE) == of_profile
    (joined,) = await table(conn, "business_joins")
    assert (joined["business_id"], joined["joined_id"]) == (of_profile, of_site)
    assert (joined["rule"], joined["value"]) == ("website_host", "oldoak.example")
    assert joined["joined"]["business_name"] == "oldoak.example"


async def test_two_profiles_of_one_website_are_one_business(conn: AsyncConnection) -> None:
    first = await store(conn, profile_url=OAK, website=SITE)
    assert await store(conn, profile_url=OAK_AGAIN, website=SITE) == first
    assert await store(conn, "Old Oak", profile_url=OAK_AGAIN) == first
    (kept,) = await table(conn, "businesses")
    assert kept["profile_url"] == OAK


async def test_an_old_website_still_finds_its_business(conn: AsyncConnection) -> None:
    first = await store(conn, profile_url=OAK, website=SITE)
    await store(conn, profile_url=OAK, website="https://oak-motors.example/")
    assert await business_of_website(conn, SITE) == first
    (kept,) = await table(conn, "businesses")
    assert kept["website_host"] == "oak-motors.example"


async def test_three_rows_become_the_one_that_the_surest_identity_names(
    conn: AsyncConnection,
) -> None:
    where = {"city": "Elmton", "state": "CA"}
    by_name = await store(conn, **where)
    by_site = await business_of_website(conn, SITE)
    by_licence = await store(conn, "Oak LLC", license_number="DL1", state="CA")
    assert len({by_name, by_site, by_licence}) == 3
    assert await store(conn, website=SITE, license_number="DL1", **where) == by_licence
    joins = await table(conn, "business_joins")
    assert [(j["joined_id"], j["rule"]) for j in joins] == [
        (by_site, "website_host"),
        (by_name, "name_and_place"),
    ]
    assert len(await table(conn, "businesses")) == 1


async def test_who_is_known_by_two_identities_is_joined_once_by_the_surer(
    conn: AsyncConnection,
) -> None:
    where = {"city": "Elmton", "state": "CA"}
    await business_of_profile(conn, OAK)
    await store(conn, website=SITE, **where)
    await store(conn, profile_url=OAK, website=SITE, **where)
    assert [join["rule"] for join in await table(conn, "business_joins")] == ["website_host"]


async def test_what_a_surer_identity_contradicts_is_not_joined(conn: AsyncConnection) -> None:
    one = await store(conn, profile_url=OAK, license_number="DL1", state="CA")
    other = await store(conn, website=SITE, license_number="DL2", state="CA")
    assert await meet(conn) == one
    assert await table(conn, "business_joins") == []
    assert await business_of_website(conn, SITE) == other


async def test_a_namesake_with_a_website_of_its_own_is_not_joined(conn: AsyncConnection) -> None:
    where = {"city": "Elmton", "state": "CA"}
    namesake = await store(conn, website="https://elm.example/", **where)
    own = await store(conn, profile_url=OAK, website=SITE, **where)
    assert own != namesake
    assert await store(conn, profile_url=OAK, **where) == own
    assert len(await table(conn, "businesses")) == 2
