"""Beds: houses and what they hold, the board, referrals, stays, and what a fact displaces."""
