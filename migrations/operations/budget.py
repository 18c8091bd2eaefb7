"""What police can learn, and what it costs them (revision 0013), by noun, in the order that PostgreSQL needs."""

from migrations.operations import (
    budget_audience,
    budget_board,
    budget_looks,
    budget_pictures,
    budget_planner,
    budget_promises,
    budget_requests,
)
from migrations.partners import police

PARTS: tuple[str, ...] = (
    police.SQL,
    budget_planner.SQL,
    budget_looks.SQL,
    budget_pictures.SQL,
    budget_requests.SQL,
    budget_board.SQL,
    budget_audience.SQL,
    budget_promises.SQL,
)
