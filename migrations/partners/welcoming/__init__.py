"""What a first run needs."""

PARTS: tuple[str, ...] = ()
