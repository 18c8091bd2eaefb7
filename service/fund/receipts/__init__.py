"""Receipts: pictures without anything hidden in them, what was spent, and what is owed back (FND-08, FND-12)."""
