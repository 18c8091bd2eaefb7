"""Who needs a bed: counts by gender and age band, never a name."""
