"""The code book: what each figure of a report counts, in words that every organisation can mean the same by (DAT-03)."""
