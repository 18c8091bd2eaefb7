"""The SQL of revision 0017_texting, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
