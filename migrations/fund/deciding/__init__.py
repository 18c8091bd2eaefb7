"""The SQL of revision 0027_deciding, by noun, in the order that PostgreSQL needs."""

from migrations.fund.deciding import already, audit, conditions, lines, second_looks, waivers

PARTS: tuple[str, ...] = (
    lines.SQL,
    waivers.SQL,
    *conditions.PARTS,
    *second_looks.PARTS,
    already.SQL,
    audit.SQL,
)
