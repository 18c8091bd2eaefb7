"""Cases that nobody, or one person alone, accompanies (PIV-01)."""
