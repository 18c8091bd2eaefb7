"""The SQL of revision 0017_texting, by noun, in the order that PostgreSQL needs."""

from migrations.messages.texting import phones

PARTS: tuple[str, ...] = phones.PARTS
