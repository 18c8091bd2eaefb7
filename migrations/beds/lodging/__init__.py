"""The SQL of revision 0021_lodging, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
