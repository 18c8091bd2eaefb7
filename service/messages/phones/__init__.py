"""Duty phones: where texts go. A number belongs to a duty, is sealed, and is never shown again (SAF-09)."""
