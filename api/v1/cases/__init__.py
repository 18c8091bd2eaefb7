"""Cases: who accompanies, what was agreed to and told, and what waits for a pivot."""
