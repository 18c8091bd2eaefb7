"""The directory: what each organisation promises to do, found by need (AGR-03), and who is called at any hour
(IMM-04). Codes, dates and an organisation's own number: nobody's name (CNF-05, SAF-09)."""
