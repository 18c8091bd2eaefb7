"""A case that goes to another organisation, often in another province (GEO-02, PIV-02)."""
