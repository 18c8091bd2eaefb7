"""The SQL of revision 0023_planning, by noun, in the order that PostgreSQL needs."""

from migrations.operations.planning import proposals, sites

PARTS: tuple[str, ...] = (proposals.SQL, sites.SQL)
