"""The SQL of who sees what (revision 0014), by noun, in the order that PostgreSQL needs."""

from migrations.partners.visibility import hands, houses, networks, parts, plans, record, roles

PARTS: tuple[str, ...] = (roles.SQL, record.SQL, parts.SQL, networks.SQL, houses.SQL, hands.SQL, plans.SQL)
