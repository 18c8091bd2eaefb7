"""Which block of people goes to which shelter: the search, its figures, and why somebody has no place."""
