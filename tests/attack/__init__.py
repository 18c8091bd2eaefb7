"""Attempts to break what Relais promises: each test is a way in that must stay shut."""
