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
    Column("robots_txt", Text),
    time_column("robots_read_at", nullable=True),
    time_column("blocked_until", nullable=True),
    Column("block_reason", Text),
    Column("consecutive_failures", Integer, nullable=False, server_default="0"),
    Column("requests", BigInteger, nullable=False, server_default="0"),
    time_column("updated_at", now=True),
    postgresql_with={"fillfactor": 50},
)
