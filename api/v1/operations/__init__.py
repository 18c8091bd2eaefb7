"""Operations: agreements, what is feasible, plans, and an operation from both of its sides."""
