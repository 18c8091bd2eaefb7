"""What a coordinator keeps in order."""

PARTS: tuple[str, ...] = ()
