"""What an operation can take back."""

PARTS: tuple[str, ...] = ()
