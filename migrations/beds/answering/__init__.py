"""What a desk answers, and takes back."""

PARTS: tuple[str, ...] = ()
