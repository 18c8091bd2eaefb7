"""The SQL of revision 0029_paying, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
