"""What the work of accompanying costs, in hours and calls (PIV-08)."""
