"""The SQL of revision 0028_hurrying, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
