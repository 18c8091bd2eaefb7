"""The SQL of revision 0022_agreeing, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
