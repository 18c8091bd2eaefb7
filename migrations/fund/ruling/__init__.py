"""The SQL of revision 0026_ruling, by noun, in the order that PostgreSQL needs."""

from migrations.fund.ruling import judging, signing, versions

PARTS: tuple[str, ...] = (versions.SQL, judging.SQL, signing.SQL)
