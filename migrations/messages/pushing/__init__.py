"""The SQL of revision 0033_pushing, by noun, in the order that PostgreSQL needs."""

from migrations.messages.pushing import devices

PARTS: tuple[str, ...] = devices.PARTS
