"""Stays: who is in, who is expected, who left."""
