"""Sessions: who sits where, since when, and until when (ASVS 7)."""
