"""What is owed to somebody under 18: the province's rule, a panel that waits, a task before they turn 18 (MIN)."""
