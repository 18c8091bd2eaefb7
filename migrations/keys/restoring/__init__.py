"""What a restored database does before it opens."""

PARTS: tuple[str, ...] = ()
