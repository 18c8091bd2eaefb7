"""Agreements between a shelter and a partner: five fields, two taps, a review each year (OPS-02, AGR-02)."""
