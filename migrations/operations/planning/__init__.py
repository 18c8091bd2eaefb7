"""The SQL of revision 0023_planning, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
