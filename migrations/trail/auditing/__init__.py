"""Whose things an auditor reads."""

from migrations.trail.auditing import networks

PARTS: tuple[str, ...] = (networks.SQL,)
