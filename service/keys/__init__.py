"""The keys: one data key per subject and root, wrapped by root keys kept out of the database (CNF-11)."""
