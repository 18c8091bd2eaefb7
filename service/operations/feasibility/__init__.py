"""Numbers before anything is held (OPS-19)."""
