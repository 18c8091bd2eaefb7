"""What is erased, when, and how that is remembered."""

PARTS: tuple[str, ...] = ()
