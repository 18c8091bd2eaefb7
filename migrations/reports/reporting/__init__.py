"""The SQL of revision 0032_reporting, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
