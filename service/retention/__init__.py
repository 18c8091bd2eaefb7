"""How long what is kept, how it is erased, and what is said of it afterwards (CNF-11, Loi 25)."""
