"""The pace of each host."""

from sqlalchemy import BigInteger, Column, Double, Integer, Table, Text

from db.models.columns import metadata, time_column

hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    time_column("next_request_at", now=True),
    Column("delay", Double),  # seconds; NULL: the setting's
    Column("crawl_delay", Double),  # seconds, what robots.txt asks
    Column("slowed", Double, nullable=False, server_default="0"),  # seconds, since it answers late
    # Seconds that the next slot is put off until the last one's request is known to have left.
    Column("unsent", Double, nullable=False, server_default="0"),
    # Requests in a row without an answer or with a server's error.
    Column("troubles", Integer, nullable=False, server_default="0"),
    Column("robots_txt", Text),
    time_column("robots_read_at", nullable=True),
    time_column("blocked_until", nullable=True),
    # Until then, one request tries whether a host that was blocked answers again; blocked_until is
    # the same time, for all others.
    time_column("trial_until", nullable=True),
    Column("block_reason", Text),
    Column("consecutive_failures", Integer, nullable=False, server_default="0"),
    Column("requests", BigInteger, nullable=False, server_default="0"),
    time_column("updated_at", now=True),
    postgresql_with={"fillfactor": 50},
)
