"""Vouchers: codes that are worth money, loaded by a fund and shown one at a time (FND-08)."""
