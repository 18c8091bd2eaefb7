"""How often a secret may be tried, over all replicas."""
