"""Nights of a shelter."""
