"""Beds: shelters and their profiles, beds, claims, counts, the board, referrals, needs without a bed."""
