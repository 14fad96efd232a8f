"""The claim as a function of the database: one for each queue, called in one round trip.

The functions are installed by migrations, which keep their own copy of the text. A change here
needs a new migration; a test compares what is installed with what is rendered here.
"""

import re
from functools import cache

from db.queue.claims import taking
from db.queue.tables import Queue

# What it is called with, in this order. A leading underscore tells them from columns.
_PARAMETERS = {
    "host": "text",
    "except_hosts": "text[]",
    "rows": "integer",
    "rows_a_host": "integer",
    "pace_window": "float",
    "since": "timestamptz",
    "default_delay": "float",
    "lease": "float",
    "token": "uuid",
    "worker": "text",
    "max_attempts": "integer",
}
# A session plans the function once, perhaps when the tables are nearly empty or their statistics
# old, and keeps to it while millions of rows come, or dead versions pile up. So it has no choice:
# every row is found by an index that gives the order, and every host's place by its ctid.
_PLANNING = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_sort": "off",
}
_CLAIMED = {
    "id": "bigint",
    "key": "",
    "url": "text",
    "host": "text",
    "status": "text",
    "attempts": "smallint",
    "cursor": "jsonb",
}


# The planner cannot know how few rows are picked, and would read the whole table for many.
_BY_IDS = "WHERE q.id = ANY (ARRAY(SELECT picked.id FROM picked))"


def function_name(queue: Queue) -> str:
    """The function's name in the database: `claim_import_queue` and so on."""
    return f"claim_{queue.table}"


def claim_function(queue: Queue) -> str:
    """The statement that makes or replaces the function that claims rows of this queue.

    Of what it returns, the first row tells of the look at the line, and has nothing else: `first`,
    the place in the line of the first host that was found, and `whole`, whether the look began at
    the line's beginning. All others are claimed rows. Without any row no host was found.

    It needs READ COMMITTED, and refuses to work under anything else: each statement of a VOLATILE
    function then has a snapshot of its own. It has the caller's rights and search path.
    """
    given = ",\n    ".join(f"_{name} {kind}" for name, kind in _PARAMETERS.items())
    settings = "\n".join(f"SET {name} = {value}" for name, value in _PLANNING.items())
    claimed = {**_CLAIMED, "key": queue.key_type, **_carried(queue)}
    returned = ", ".join(f"{name} {kind}" for name, kind in claimed.items())
    return f"""
CREATE OR REPLACE FUNCTION {function_name(queue)}(
    {given}
) RETURNS TABLE (
    first timestamptz, whole boolean, {returned}
)
LANGUAGE plpgsql VOLATILE
{settings}
AS $function${_body(queue)}$function$
"""


def _carried(queue: Queue) -> dict[str, str]:
    # A column may be the key or the url, too: the names of a result are told apart.
    return {f"carried_{name}": kind for name, kind in queue.carried.items()}


def _body(queue: Queue) -> str:
    due = queue.due
    # Those of `taking` are named as SQLAlchemy wants them.
    returned = ", ".join(f"taken.{name}" for name in (*_CLAIMED, *queue.carried))
    update = re.sub(r"(?<!:):(\w+)", r"_\1", taking(queue, _BY_IDS).strip())
    return f"""
#variable_conflict use_column
DECLARE
    _hosts text[];
    _shares bigint[];
    _due_from timestamptz[];
    _places tid[];
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a claim needs READ COMMITTED, not %',
            current_setting('transaction_isolation');
    END IF;
    LOOP
        -- A statement of its own: the next one must see what was committed before these rows were
        -- locked. In one statement, a row enqueued meanwhile would be passed over and its host
        -- taken for empty.
        SELECT min(free.claim_at), array_agg(free.host), array_agg(free.due_from),
               array_agg(free.place),
               array_agg(CASE WHEN free.on_trial THEN 1 ELSE greatest(1, least(
                   _rows / free.hosts, floor(_pace_window / free.delay)::bigint)) END)
        INTO first, _hosts, _due_from, _places, _shares
        FROM (
            SELECT looked.*, count(*) OVER () AS hosts FROM (
                SELECT qh.host, qh.claim_at, qh.ctid AS place, qh.due_from,
                       coalesce(h.consecutive_failures > 0, false) AS on_trial,
                       greatest(coalesce(h.delay, _default_delay), h.crawl_delay, h.slowed, 0.001)
                           AS delay
                FROM queue_hosts qh LEFT JOIN hosts h ON h.host = qh.host
                WHERE qh.queue = '{queue.table}' AND qh.claim_at <= now()
                  AND qh.claim_at >= coalesce(_since, '-infinity')
                  AND (h.blocked_until IS NULL OR h.blocked_until <= now())
                  AND (_host IS NULL OR qh.host = _host)
                  AND qh.host <> ALL (_except_hosts)
                ORDER BY qh.claim_at LIMIT greatest(1, _rows / _rows_a_host)
                FOR UPDATE OF qh SKIP LOCKED
            ) looked
        ) free;
        whole := _since IS NULL;
        EXIT WHEN whole OR _hosts IS NOT NULL;
        _since := NULL;
    END LOOP;
    IF _hosts IS NULL THEN
        RETURN;
    END IF;
    RETURN NEXT;
    RETURN QUERY
    WITH share AS (
        SELECT * FROM unnest(_hosts, _shares, _due_from, _places)
            AS s (host, rows, due_from, place)
    ), picked AS MATERIALIZED (
        SELECT share.host, row.id, row_number() OVER () AS place
        FROM share CROSS JOIN LATERAL (
            SELECT q.id FROM {queue.table} q
            WHERE q.host = share.host AND q.{due} >= share.due_from AND q.{due} <= now()
            ORDER BY q.{due} LIMIT share.rows
            FOR UPDATE SKIP LOCKED
        ) row
    ), taken AS (
        {update}
    ), served AS MATERIALIZED (
        -- Of each host, what is due next: the first row left behind (one that another transaction
        -- holds just now counts as waiting: it may fail), or the end of the leases given here.
        SELECT share.place, count(picked.id) >= share.rows AS filled, coalesce(least(
            (SELECT q.{due} FROM {queue.table} q
             WHERE q.host = share.host AND q.{due} >= share.due_from
               AND q.id NOT IN (SELECT picked.id FROM picked)
             ORDER BY q.{due} LIMIT 1),
            CASE WHEN count(picked.id) > 0 THEN now() + make_interval(secs => _lease) END
        ), 'infinity') AS next
        FROM share LEFT JOIN picked USING (host)
        GROUP BY share.host, share.rows, share.due_from, share.place
    ), raised AS (
        -- A host that filled its share may have more: it goes to the end of the line. By their
        -- places, since an index would lead to every version that a place ever had.
        UPDATE queue_hosts qh
        SET claim_at = CASE WHEN served.filled THEN now() ELSE greatest(now(), next) END,
            due_from = next
        FROM served
        WHERE qh.ctid = ANY (_places) AND qh.ctid = served.place
    )
    SELECT NULL::timestamptz, NULL::boolean, {returned}
    FROM taken JOIN picked USING (id) ORDER BY picked.place;
END """


@cache
def calling(queue: Queue) -> str:
    """The call, with the parameters as psycopg names them (no underscore)."""
    values = ", ".join(f"%({name})s" for name in _PARAMETERS)
    return f"SELECT * FROM {function_name(queue)}({values})"
