"""Agreements between a shelter and a partner: five fields, two clicks (OPS-02, AGR-02)."""
