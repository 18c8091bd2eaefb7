"""The SQL of revision 0034_recalling, by noun, in the order that PostgreSQL needs."""

from migrations.operations.recalling import cancelling, lens

PARTS: tuple[str, ...] = (lens.SQL, cancelling.SQL)
