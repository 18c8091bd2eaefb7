"""The SQL of revision 0030_reconciling, by noun, in the order that PostgreSQL needs."""

PARTS: tuple[str, ...] = ()
