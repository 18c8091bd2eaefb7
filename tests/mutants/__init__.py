"""Mutation testing of every `rules.py`: each rule is altered in small ways, and its tests have to notice."""
