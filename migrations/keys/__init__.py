"""The schema of the room keys."""

PARTS: tuple[str, ...] = ()
