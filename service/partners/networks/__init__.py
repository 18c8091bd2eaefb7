"""Networks and the organisations in them (AGR-01, PIV-10).

A network is coordinated by whichever accredited organisation the partners chose, of any kind but police and audit. A
government may lead or take part, and need not: no column says who belongs to one (AGR-08).
"""
