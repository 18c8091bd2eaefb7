"""The SQL of revision 0020_referring, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
