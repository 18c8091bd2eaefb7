"""The SQL of revision 0027_deciding, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
