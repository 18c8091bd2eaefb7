"""Settings need two: what one person proposes is in force when another has signed (design.md section 7)."""
