"""The SQL of revision 0018_accompanying, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
