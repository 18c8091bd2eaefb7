"""What a pivot worker needs to read of a case."""

PARTS: tuple[str, ...] = ()
