"""Operations: agreements, feasibility, reservations over several shelters, arrivals and hand-over (AGR-02).

It offers places. It plans no raid, scores nobody and knows nothing of what is being looked into (OPS-11, OPS-16).
"""
