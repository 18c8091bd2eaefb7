"""Asks to shelters beyond their agreements (OPS-03)."""
