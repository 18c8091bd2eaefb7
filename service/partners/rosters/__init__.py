"""On-call rosters: who answers at 3 a.m., in the roster's own local time (OPS-04, ACC-03, PIV-02)."""
