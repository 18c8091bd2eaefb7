"""Second looks at what one person or a rule decided: a signature owed, or a sample (FND-10)."""
