"""The SQL of the room of operations (revision 0004), by noun, in the order that PostgreSQL needs."""

from migrations.operations import (
    agreements,
    arrivals,
    board,
    operations,
    overrides,
    requests,
    reservations,
    sites,
)

SCRIPTS = (
    agreements.SQL,
    operations.SQL,
    overrides.SQL,
    requests.SQL,
    reservations.SQL,
    sites.SQL,
    board.SQL,
    arrivals.SQL,
)
