"""Journeys promised together and drawn one by one: three times to court, a ceiling each and in all (FND-04)."""
