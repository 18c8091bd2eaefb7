"""Who sees what: every cell of the matrix through HTTP and in SQL (POL-03)."""
