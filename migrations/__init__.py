"""The schema's history: plain SQL, one file per room, forwards only."""

from alembic import op
from sqlalchemy import text


def script(sql: str) -> None:
    """Run several statements at once, inside the migration's transaction."""
    bind = op.get_bind()
    bind.execute(text("SELECT 1"))  # SQLAlchemy begins its transaction with its own first statement
    bind.connection.dbapi_connection.run_async(lambda driver: driver.execute(sql))  # type: ignore[union-attr]
