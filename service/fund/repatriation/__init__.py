"""A return to one's country, only when the person chose it; where to is known to those who pay, and then forgotten."""
