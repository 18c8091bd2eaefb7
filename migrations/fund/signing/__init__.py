"""What a fund's screens need."""

PARTS: tuple[str, ...] = ()
