"""How much one member, one source and one connection may ask, and how long it may take (ASVS 2.4.1, 15.2.2)."""
