"""How money leaves, and what proves that it arrived."""
