"""Bundles of one request: what proves its decisions away from Relais (FND-09)."""
