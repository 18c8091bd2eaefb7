"""The SQL of revision 0031_travelling, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
