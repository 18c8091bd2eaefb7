"""Texts, put together: what an incoming one can do in the rooms. Assembled here and nowhere else."""
