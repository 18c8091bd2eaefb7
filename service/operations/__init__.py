"""Operations: agreements, feasibility, reservations over several shelters, arrivals and hand-over (OPS,
AGR-02)."""
