"""What no list foresaw, in a few words (PIV-07)."""
