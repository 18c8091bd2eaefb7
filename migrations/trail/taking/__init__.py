"""What an auditor takes away."""

from migrations.trail.taking import records

PARTS: tuple[str, ...] = (records.SQL,)
