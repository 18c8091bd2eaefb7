"""Organisations that a fund pays on-board with the rail, by its own pages; Relais sees where each stands (FND-08)."""
