"""The SQL of revision 0016_directory, by noun, in the order that PostgreSQL needs."""

from migrations.partners.directory import pledges, record

PARTS: tuple[str, ...] = (pledges.SQL, record.SQL)
