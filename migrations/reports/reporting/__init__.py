"""The SQL of revision 0032_reporting, by noun, in the order that PostgreSQL needs."""

from migrations.reports.reporting import links, publications, slips

PARTS: tuple[str, ...] = (links.SQL, slips.SQL, publications.SQL)
