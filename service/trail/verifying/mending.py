"""What is derived of the log, written anew from what is not: the sequencer's row, and subtrees that are gone (FND-09).

Nothing that was recorded is touched. Leaves give the signed roots or they do not, and only where they do is anything
computed from them; an altered subtree stays as it is, for what was appended is never changed, by us neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from service.events import Event, Root
from service.keys.rotated import jobs_alone
from service.partners.actor import Actor
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.trail.nodes import leaf_hashes, subtrees
from service.trail.rules import Frontier, Subtree
from service.trail.sequencer import ADVISORY_LOCK, LOCK, MOVE_ON, keep_nodes
from service.trail.stand import contradicted, read_stand
from service.trail.verifying.judge import Trouble, Wrong

if TYPE_CHECKING:
    from collections.abc import Sequence

    import asyncpg

PAGE = 4096
LAST = sql(
    """
    SELECT CAST(e.xid AS text) AS last_xid, e.id AS last_event_id
    FROM trail_leaves l JOIN events e ON e.id = l.event_id ORDER BY l.index DESC LIMIT 1
    """
)


NOWHERE = {"last_xid": "0", "last_event_id": 0}
"""Before the first event."""
LOG = frozenset({"events", "trail_leaves", "trail_checkpoints", "kept"})
"""Where nothing may be wrong."""


class CannotMendError(Exception):
    """Something else of the log is not as recorded, or somebody is at it: nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class LogMended(Event):
    """What is derived of the log was written anew at this length; how many subtrees were among it."""

    name: ClassVar[str] = "installation.log_mended"
    root: ClassVar[Root] = "financial"

    size: int
    subtrees: int


@dataclass(frozen=True)
class Mended:
    """The length of the log, and how many subtrees were put back."""

    size: int
    subtrees: int


@command(event=LogMended, allowed=jobs_alone)
async def record_mended(_: UnitOfWork, actor: Actor, wish: Mended) -> Done[int, LogMended]:
    """That it was mended, on record: it follows in the very log (FND-09)."""
    return Done(wish.size, LogMended(subject=actor.organisation_id, size=wish.size, subtrees=wish.subtrees))


def in_the_way(wrong: Wrong) -> bool:
    """Whether this forbids to compute anything from the log. A row elsewhere that was altered does not: it stays named.
    What is derived is what is to be mended."""
    if wrong.table == "trail_nodes":
        return wrong.trouble is not Trouble.MISSING
    return wrong.table in LOG


async def mend(connection: asyncpg.Connection, found: Sequence[Wrong]) -> Mended:
    """Write it anew, as the schema's owner, where a verification found nothing in the way.

    Raises CannotMendError.
    """
    if any(in_the_way(each) for each in found):
        raise CannotMendError
    async with connection.transaction():
        if not await connection.fetchval(LOCK.text, *LOCK.arguments({"lock": ADVISORY_LOCK})):
            raise CannotMendError
        frontier, gone = await _grown(connection, (await read_stand(connection)).leaves)
        await keep_nodes(connection, gone)
        last = await connection.fetchrow(LAST.text) or NOWHERE
        values = {"size": frontier.size, "hashes": list(frontier.hashes), **last}
        await connection.execute(MOVE_ON.text, *MOVE_ON.arguments(values))
        if await contradicted(connection, await read_stand(connection)):
            raise CannotMendError
    return Mended(frontier.size, len(gone))


async def _grown(connection: asyncpg.Connection, size: int) -> tuple[Frontier, list[Subtree]]:
    """The frontier over all leaves, and the subtrees among them that are not stored."""
    frontier, gone = Frontier(), list[Subtree]()
    for start in range(0, size, PAGE):
        end = min(start + PAGE, size)
        frontier, filled = frontier.grow(await leaf_hashes(connection, start, end))
        stored = await subtrees(connection, start, end)
        gone += [each for each in filled if (each.height, each.index) not in stored]
    return frontier, gone
