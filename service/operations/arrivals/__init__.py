"""Who is expected, who has come, and whom the police handed over to (OPS-14)."""
