"""Questions that ended without a bed."""
