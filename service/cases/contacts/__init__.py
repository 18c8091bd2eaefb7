"""Police ask the pivot to pass on that they would like to speak with somebody (POL-06)."""
