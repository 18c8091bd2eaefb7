"""Alembic's entry: runs migrations on the connection it is handed (`service.store.migrate`), never on its own."""

from alembic import context
from sqlalchemy import Connection

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, transaction_per_migration=True, version_table_schema="relais")

with context.begin_transaction():
    context.run_migrations()
