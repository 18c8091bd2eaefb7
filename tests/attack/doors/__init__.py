"""Attempts on the doors themselves: what is sent, by whom, how often, how large, and read by which of two readers."""
