"""CSV in and out: rows and cells read, what is said of a bad one, and nothing written that runs as a formula."""
