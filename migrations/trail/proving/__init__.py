"""What an auditor proves with."""

PARTS: tuple[str, ...] = ()
