"""What people of the stage do, in a line each."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.operations.arranging import Arranged
from service.operations.holds.making import Held, HoldPlaces, hold_places
from service.operations.holds.queries import OperationView, read_operation
from service.operations.holds.steps import AboutOperation, ask_beyond
from service.operations.parties.rules import Counted, Party
from service.operations.requests.queries import Asked, shelter_requests
from service.operations.sites.queries import Window
from service.operations.sites.rules import Area
from service.refusals import Refused
from service.store.store import Store

HAMILTON, TORONTO, ONTARIO = Area("CA-ON", "Hamilton"), Area("CA-ON", "Toronto"), Area("CA-ON")


def men(count: int, label: str | None = None, *, alone: bool = False, together: bool = False) -> Party:
    """So many adult men."""
    return Party((Counted("man", "25+", count),), together, label, alone)


def window(now: datetime, *, hours: int = 18, nights: int = 1) -> Window:
    """A window of six hours that opens after so many hours."""
    opens = now + timedelta(hours=hours)
    return Window(opens, opens + timedelta(hours=6), nights)


def hold(
    now: datetime, *parties: Party, areas: tuple[Area, ...] = (HAMILTON, TORONTO), **more: Any
) -> HoldPlaces:
    """A hold for these parties, tomorrow morning."""
    people = sum(party.size() for party in parties)
    known: dict[str, Any] = {"minimum": 1, "expected": people, "maximum": 100, "languages": ()}
    known |= {"parties": parties, "areas": areas, "window": window(now)} | more
    return HoldPlaces(**known)


async def held(store: Store, member: UUID, wish: HoldPlaces) -> Held:
    """The hold, which is not refused."""
    found = await store.run(hold_places, member, wish)
    assert not isinstance(found, Refused), found
    assert isinstance(found, Held)
    return found


async def asked_again(store: Store, member: UUID, operation: UUID) -> Arranged:
    """Look again for whoever waits."""
    found = await store.run(ask_beyond, member, AboutOperation(operation))
    assert isinstance(found, Arranged), found
    return found


async def seen(store: Store, member: UUID, operation: UUID) -> OperationView:
    """The operation as this member sees it."""
    async with store.reading(member) as session:
        view = await read_operation(session, operation)
    assert view is not None
    return view


async def requests_to(store: Store, member: UUID) -> list[Asked]:
    """What this member's shelters are asked."""
    async with store.reading(member) as session:
        return await shelter_requests(session)


def refused(outcome: Any) -> str:
    """The code of a refusal."""
    assert isinstance(outcome, Refused), outcome
    return outcome.reason.code
