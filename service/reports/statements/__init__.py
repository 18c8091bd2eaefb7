"""What became of a funder's money, for the funder: by month and category, or by month alone (FND-06, FND-07)."""
