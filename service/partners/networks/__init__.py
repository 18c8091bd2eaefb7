"""Networks and the organisations in them (AGR-01, PIV-10)."""
