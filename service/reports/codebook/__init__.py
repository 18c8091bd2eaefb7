"""The code book: what each figure counts, in words that every organisation can mean the same by (DAT-03)."""
