"""Counts of empty beds, from a phone, a text or a file."""
