"""Filled by its room."""

PARTS: tuple[str, ...] = ()
