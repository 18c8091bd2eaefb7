"""How much a count can still be trusted."""
