"""`make bench`: each figure beside its limit, in the same run on the same machine (never a timed test)."""
