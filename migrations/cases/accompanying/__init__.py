"""The SQL of revision 0018_accompanying, by noun, in the order that PostgreSQL needs."""

from migrations.cases.accompanying import (
    contacting,
    handing,
    minors,
    others,
    protocol,
    returning,
    watching,
)

PARTS: tuple[str, ...] = (
    handing.SQL,
    watching.SQL,
    returning.SQL,
    minors.SQL,
    others.SQL,
    contacting.SQL,
    protocol.SQL,
)
