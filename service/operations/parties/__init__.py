"""Who is expected: places by profile, families that stay together, labels that keep apart."""
