"""The SQL of revision 0015_rosters, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
