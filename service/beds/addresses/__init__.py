"""Where a house is: written by the house, shown for a while to the pivot of somebody it has accepted (SAF-01)."""
