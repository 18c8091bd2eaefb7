"""What a regional coordinator may change for one operation that was disclosed (OPS-07, OPS-08)."""
