"""Shelters, their pools of equal beds, and their profiles."""
