"""Cards for merchants, off until the operator and two people of a fund say otherwise (FND-08)."""
