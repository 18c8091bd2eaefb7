"""What a pivot worker needs to read of a case."""

from migrations.cases.alongside import naming

PARTS: tuple[str, ...] = (naming.SQL,)
