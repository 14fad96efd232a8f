"""Alembic's entry: migrations run on the connection that db.migrate hands over."""

from alembic import context

from db.models import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
