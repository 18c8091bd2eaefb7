"""The SQL of revision 0024_displacing, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
