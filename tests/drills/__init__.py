"""Drills: what a whole network would practise, played from the first moment to the last."""
