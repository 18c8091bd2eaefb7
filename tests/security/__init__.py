"""What docs/security/ claims of the code as a whole, and the tables there (CNF-12, OWASP ASVS 5.0.0)."""
