"""Where walks without rows got to, and what each crawl did."""

from sqlalchemy import BigInteger, Column, Index, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from db.models.columns import id_column, metadata, time_column

cursors = Table(
    "cursors",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", JSONB, nullable=False),
    time_column("updated_at", now=True),
)

crawl_runs = Table(
    "crawl_runs",
    metadata,
    id_column(),
    Column("job_run_id", BigInteger),  # cron.job_run_details.runid; NULL: started by hand
    Column("spider", Text, nullable=False),
    Column("worker", Text, nullable=False),
    Column("arguments", JSONB, nullable=False),
    time_column("started_at", now=True),
    time_column("ended_at", nullable=True),
    Column("exit_code", SmallInteger),
    Column("finish_reason", Text),
    Column("counts", JSONB),
    Index(None, "started_at"),
    Index(None, "job_run_id"),
)
