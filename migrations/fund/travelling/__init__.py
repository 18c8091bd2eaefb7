"""The SQL of revision 0031_travelling, by noun, in the order that PostgreSQL needs."""

from migrations.fund.travelling import carriers, receipts, repatriation, rooms, series

PARTS: tuple[str, ...] = (series.SQL, receipts.SQL, rooms.SQL, carriers.SQL, repatriation.SQL)
