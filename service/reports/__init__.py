"""Reports: totals that help to decide, and from which nobody can be recognised (DAT-02, DAT-05)."""
