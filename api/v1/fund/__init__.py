"""A fund: its policy, envelopes and books, and what is asked of it and decided."""
