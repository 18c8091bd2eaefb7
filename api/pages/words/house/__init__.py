"""The words of a house's own pages, one file for each kind."""
