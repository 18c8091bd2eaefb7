"""Stepping through the planner's door: the database keeps free beds from whoever acts, and gives them to whoever plans.

In the context of a police member no statement of the application reads a pool, a shelter's key or a free bed (POL-03).
What arranges places does, so it runs as a role of its own, for no longer than it needs.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

from service.store.session import Session

_inside: ContextVar[bool] = ContextVar("planning", default=False)


@asynccontextmanager
async def planning(session: Session) -> AsyncIterator[None]:
    """Act as `relais_planner` inside the block, within the same transaction.

    After an error nothing is set back: the savepoint or the transaction that ends with it does.
    """
    if _inside.get():
        yield
        return
    await session.connection.execute("SET LOCAL ROLE relais_planner")
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)
    await session.connection.execute("SET LOCAL ROLE relais_app")
