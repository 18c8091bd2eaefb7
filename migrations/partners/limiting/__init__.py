"""What one member may cost."""

PARTS: tuple[str, ...] = ()
