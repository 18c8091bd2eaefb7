"""The SQL of revision 0033_pushing, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
