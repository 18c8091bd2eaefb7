"""Arrival windows."""
