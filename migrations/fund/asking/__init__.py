"""What asking for money needs."""

PARTS: tuple[str, ...] = ()
