"""The SQL of revision 0025_funding, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
