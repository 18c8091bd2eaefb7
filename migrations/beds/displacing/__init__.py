"""The SQL of revision 0024_displacing, by noun, in the order that PostgreSQL needs."""

from migrations.beds.displacing import arriving, asking, escalations, figures, needs, rolling

PARTS: tuple[str, ...] = (needs.SQL, escalations.SQL, arriving.SQL, rolling.SQL, asking.SQL, figures.SQL)
