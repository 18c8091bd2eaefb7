"""The SQL of revision 0026_ruling, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
