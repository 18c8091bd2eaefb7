"""The SQL of revision 0015_rosters, by noun, in the order that PostgreSQL needs."""

from migrations.partners.rosters import askings, rosters

PARTS: tuple[str, ...] = (*rosters.PARTS, *askings.PARTS)
