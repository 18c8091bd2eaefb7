"""A plan is a proposal until it is accepted (design.md section 4)."""
