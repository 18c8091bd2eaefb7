"""The SQL of revision 0019_counting, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
