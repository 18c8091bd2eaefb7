"""The SQL of revision 0019_counting, by noun, in the order that PostgreSQL needs."""

from migrations.beds.counting import ageing, overflow, quicker

PARTS: tuple[str, ...] = (ageing.SQL, overflow.SQL, quicker.SQL)
