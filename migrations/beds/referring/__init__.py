"""The SQL of revision 0020_referring, by noun, in the order that PostgreSQL needs."""

from migrations.beds.referring import exceptions, longer, moves, offers

PARTS: tuple[str, ...] = (exceptions.SQL, moves.SQL, longer.SQL, offers.SQL)
