"""What a pivot worker needs to read of a case."""

from migrations.cases.alongside import naming, nobodys

PARTS: tuple[str, ...] = (naming.SQL, nobodys.SQL)
