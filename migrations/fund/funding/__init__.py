"""The SQL of revision 0025_funding, by noun, in the order that PostgreSQL needs."""

from migrations.fund.funding import books, closings, corrections, expiry, funders, moves, splitting

PARTS: tuple[str, ...] = (
    funders.SQL,
    closings.SQL,
    moves.SQL,
    corrections.SQL,
    expiry.SQL,
    splitting.SQL,
    books.SQL,
)
