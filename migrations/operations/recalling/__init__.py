"""The SQL of revision 0036_recalling, by noun, in the order that PostgreSQL needs."""

from migrations.operations.recalling import lens

PARTS: tuple[str, ...] = (lens.SQL,)
