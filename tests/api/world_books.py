"""Books of the world: a correction and a closing, each proposed by one and waiting for another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.api.world import World


async def books_things(world: World) -> None:
    """Made over HTTP by an administrator of the fund."""
    entry = await world.one("SELECT id FROM transfers WHERE kind = 'contribution' LIMIT 1")
    wrong = {"transfer_id": str(entry), "amount_cents": 1, "reason": "mistyped"}
    correction = await world.post(world.first, "/books/corrections", wrong)
    over = {"until_day": world.clock.now().date().isoformat()}
    closing = await world.post(world.first, "/books/closings", over)
    world.ids |= {"correction_id": UUID(correction["id"]), "closing_id": UUID(closing["id"])}
