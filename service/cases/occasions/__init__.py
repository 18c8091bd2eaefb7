"""Each time that somebody comes, or comes back (ACC-05)."""
