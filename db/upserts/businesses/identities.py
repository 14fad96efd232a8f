"""By what a business is known, and what makes two businesses of what looks like one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.models import IDENTITY_RULES
from db.upserts.businesses.places import letters_and_digits, place, plain_name, plain_state
from db.upserts.businesses.registrable import registrable_host

# An index takes no more than 2,700 bytes; nobody's name, number or address is as long as this.
_LONGEST = 600


class Identity(NamedTuple):
    """One thing by which a business is known. rule: one of db.models.IDENTITY_RULES."""

    rule: str
    value: str


def identities(business: Any) -> tuple[Identity, ...]:
    """All by which a business is known that `business` (an item or a row) states, the surest
    first; at most one of a rule.

    profile_url: its page on Classic.com. license: STATE:NUMBER, where both are stated and the
    number has a digit other than 0. website_host: see registrable_host. name_and_place: its name
    with city and state, or with city and country where the country has no states. What is longer
    than any name identifies nobody.
    """
    values = {
        "profile_url": business.profile_url,
        "license": _license(business.license_number, business.state),
        "website_host": registrable_host(business.website),
        "name_and_place": _name_and_place(business),
    }
    return tuple(
        Identity(rule, value)
        for rule in IDENTITY_RULES
        if (value := values[rule]) and len(value) <= _LONGEST
    )


def _license(number: str | None, state: str | None) -> str | None:
    digits, region = letters_and_digits(number), plain_state(state)
    # "None", "N/A", "000000": words and fillings that many businesses would share.
    known = region and any(c.isdigit() and c != "0" for c in digits)
    return f"{region}:{digits}" if known else None


def _name_and_place(business: Any) -> str | None:
    name = plain_name(business.business_name)
    where = place(business.city, business.state, business.country)
    return f"{name}, {where}" if name and where else None


def contradicts(rule: str, ours: Iterable[Identity], theirs: Iterable[Identity]) -> bool:
    """Whether two that share an identity of `rule` are two businesses by a surer one.

    The same website with different licences in one state; the same name and place with different
    licences or websites. Different profile pages say nothing: one seller may have two.
    """
    mine, other = _values(ours), _values(theirs)
    if rule == "website_host":
        states = {_state(v) for v in mine["license"]} & {_state(v) for v in other["license"]}
        return any(
            {v for v in mine["license"] if _state(v) == state}.isdisjoint(other["license"])
            for state in states
        )
    if rule == "name_and_place":
        return any(
            mine[surer] and other[surer] and mine[surer].isdisjoint(other[surer])
            for surer in ("license", "website_host")
        )
    return False


def _values(of: Iterable[Identity]) -> Mapping[str, set[str]]:
    by_rule: dict[str, set[str]] = {rule: set() for rule in IDENTITY_RULES}
    for rule, value in of:
        by_rule[rule].add(value)
    return by_rule


def _state(license_value: str) -> str:
    return license_value.partition(":")[0]


_LOCK = text("""
    SELECT pg_advisory_xact_lock(key) FROM (
        SELECT DISTINCT hashtextextended(rule || ' ' || value, 0) AS key
        FROM unnest(CAST(:rules AS text[]), CAST(:values AS text[])) AS given (rule, value)
        ORDER BY key OFFSET 0
    ) keys
""")
# A row that somebody wrote by hand has no identities yet, but its columns.
_FIND = text("""
    WITH given AS (
        SELECT * FROM unnest(CAST(:rules AS text[]), CAST(:values AS text[])) AS g (rule, value)
    ), known AS (
        SELECT i.rule, i.value, i.business_id FROM business_identities i JOIN given
        USING (rule, value)
    ), by_column AS (
        SELECT rule, value, b.id FROM given JOIN businesses b ON b.profile_url = value
        WHERE rule = 'profile_url'
        UNION ALL
        SELECT rule, value, b.id FROM given JOIN businesses b ON b.website_host = value
        WHERE rule = 'website_host'
    )
    SELECT * FROM known
    UNION ALL
    SELECT rule, value, min(id) FROM by_column
    WHERE (rule, value) NOT IN (SELECT rule, value FROM known) GROUP BY rule, value
""")
_INSERT = text("""
    INSERT INTO business_identities (rule, value, business_id)
    SELECT DISTINCT ON (rule, value) rule, value, business_id
    FROM unnest(CAST(:rules AS text[]), CAST(:values AS text[]), CAST(:ids AS bigint[]))
         AS given (rule, value, business_id)
    ORDER BY rule, value, business_id
    ON CONFLICT DO NOTHING
""")


def _columns(given: Sequence[Identity]) -> dict[str, Any]:
    return {"rules": [i.rule for i in given], "values": [i.value for i in given]}


async def lock_identities(conn: AsyncConnection, given: Sequence[Identity]) -> None:
    """Wait until no other transaction decides to whom these belong, and let none do so until this
    one ends. In one order, so that two do not wait for each other."""
    if given:
        await conn.execute(_LOCK, _columns(given))


async def businesses_known_by(
    conn: AsyncConnection, given: Sequence[Identity]
) -> dict[Identity, int]:
    """The id of the business of each of these, of those that belong to one."""
    if not given:
        return {}
    found = await conn.execute(_FIND, _columns(given))
    return {Identity(rule, value): business_id for rule, value, business_id in found}


async def identities_of(
    conn: AsyncConnection, business_ids: Sequence[int]
) -> list[tuple[int, Identity]]:
    """All stored identities of these businesses."""
    found = await conn.execute(
        text("""
            SELECT business_id, rule, value FROM business_identities WHERE business_id = ANY(:ids)
        """),
        {"ids": list(business_ids)},
    )
    return [(row.business_id, Identity(row.rule, row.value)) for row in found]


async def add_identities(
    conn: AsyncConnection, business_id: int, given: Iterable[Identity]
) -> None:
    """Let the business be known by these, too, as far as no other is."""
    rows = sorted(set(given))
    if rows:
        await conn.execute(_INSERT, {**_columns(rows), "ids": [business_id] * len(rows)})


def identify_all(connection: Connection) -> None:
    """Give every business of an older database its identities and its website_host, by what its
    row states. Where two state the same, the lower id has it, until either is seen again."""
    rows = connection.execute(text("SELECT * FROM businesses ORDER BY id")).all()
    known = [(row.id, identity) for row in rows for identity in identities(row)]
    if known:
        owners = [business_id for business_id, _ in known]
        connection.execute(_INSERT, {**_columns([i for _, i in known]), "ids": owners})
    connection.execute(
        text("""
            UPDATE businesses b SET website_host = given.host
            FROM unnest(CAST(:ids AS bigint[]), CAST(:hosts AS text[])) AS given (id, host)
            WHERE b.id = given.id AND b.website_host IS DISTINCT FROM given.host
        """),
        {
            "ids": [row.id for row in rows],
            "hosts": [registrable_host(row.website) for row in rows],
        },
    )
