"""Backups and restoring: the data and the keys apart, whole or absent, and what a restored copy does before it opens.

Why as they are: `docs/decisions/0041-backups.md`. What to do at night: `docs/runbooks/restore.md`.
"""
