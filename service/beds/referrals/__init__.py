"""Referrals: a worker asks a shelter for a bed, and the shelter answers."""
