"""The SQL of revision 0021_lodging, by noun, in the order that PostgreSQL needs."""

from migrations.beds.lodging import hotels, rooms, waiting

PARTS: tuple[str, ...] = (waiting.SQL, hotels.SQL, rooms.SQL)
