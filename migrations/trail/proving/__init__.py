"""What an auditor proves with."""

from migrations.trail.proving import published

PARTS: tuple[str, ...] = (published.SQL,)
