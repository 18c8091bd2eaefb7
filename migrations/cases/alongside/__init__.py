"""What a pivot worker needs to read of a case."""

from migrations.cases.alongside import asked, naming, nobodys

PARTS: tuple[str, ...] = (naming.SQL, nobodys.SQL, asked.SQL)
