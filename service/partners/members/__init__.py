"""Members: invited by two, for a time, and gone in one tap (POL-04, PIV-03)."""
