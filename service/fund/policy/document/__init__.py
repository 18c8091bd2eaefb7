"""A policy as a document: its fields, the file that a person writes, and all that may be wrong with it (ELG-08)."""
