"""The SQL of revision 0022_agreeing, by noun, in the order that PostgreSQL needs."""

from migrations.operations.agreeing import (
    agreements,
    answering,
    at_door,
    giving,
    lowering,
    moving,
    releasing,
    reviews,
)

PARTS: tuple[str, ...] = (
    agreements.SQL,
    at_door.SQL,
    moving.SQL,
    reviews.SQL,
    answering.SQL,
    giving.SQL,
    releasing.SQL,
    lowering.SQL,
)
