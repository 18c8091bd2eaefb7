"""A case without a pivot or a backup is not left so: after some hours its organisation is told (PIV-01)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from service.cases.events import CaseWatched
from service.messages.climbing import Asking, answered, climb
from service.partners.actor import Actor, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

ALONE_AFTER: Final = timedelta(hours=4)
"""How long a case may lack a pivot or a backup before its organisation is told (the N hours of PIV-01)."""
ANSWERED_WITHIN: Final = timedelta(hours=12)
"""How long its people are then asked in turn, before the region's coordination knows."""
CLIMBS = "no_pivot"


@dataclass(frozen=True)
class WatchCase:
    """A case that may lack a pivot or a backup."""

    case_id: UUID


LOOK = sql("SELECT outcome, region FROM relais.watch_case(:case, :after)")


@command(event=CaseWatched, allowed=only())
async def watch_case(uow: UnitOfWork, actor: Actor, wish: WatchCase) -> Done[str, CaseWatched] | Refused:
    """Begin to watch, tell, or end the watch, as the case is now (PIV-01). Jobs only.

    What is told climbs: the organisation's pivots on call, then its region's coordination. Nothing of the case is
    touched: its beds, its requests and its agreements go on (PIV-03).
    """
    found = await uow.row(LOOK, case=wish.case_id, after=ALONE_AFTER)
    if found is None:
        return Refused(NOT_FOUND)
    if found["outcome"] == "told":
        await climb(uow, _asking(wish.case_id, actor, found["region"], uow))
        uow.tell("case", organisations=(actor.organisation_id,))
    elif found["outcome"] == "over":
        await answered(uow, CLIMBS, wish.case_id, "accompanied")
    return Done(found["outcome"], CaseWatched(subject=wish.case_id, outcome=found["outcome"]))


def _asking(case_id: UUID, actor: Actor, region: str, uow: UnitOfWork) -> Asking:
    return Asking(
        kind=CLIMBS,
        subject=case_id,
        organisation_id=actor.organisation_id,
        duty="pivot",
        until=uow.now + ANSWERED_WITHIN,
        region=region,
    )
