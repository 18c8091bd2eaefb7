"""The SQL of revision 0016_directory, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
