"""Deals with carriers, which were in somebody's head: kept by the organisation, proposed where they fit (FND-05)."""
