"""Hotels and houses that rotate: what is found when no shelter is free (BED-08, BED-09, BED-10)."""
