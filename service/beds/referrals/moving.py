"""A stay that must go on elsewhere: the house says so and no more, the case's pivots prepare it (SAF-03, ADM-12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID, uuid4

import msgspec

from service.beds import refusals
from service.beds.events import MoveRaised, MoveTaken
from service.beds.stays.queries import PartyView, party_view
from service.cases.access import accompanied
from service.cases.surroundings import INSERT_EXCLUSION
from service.messages.climbing.asking import Asking, answered, climb
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

Cause = Literal["safety", "house_rules"]
PREPARED_WITHIN: Final = timedelta(minutes=30)
"""How long the people of a case have before the next person on call is asked too (OPS-04)."""


@dataclass(frozen=True)
class RaiseAlert:
    """Somebody in the house looks for the person in this bed. There is no place to say who, or why (SAF-03)."""

    stay_id: UUID


@dataclass(frozen=True)
class Raised:
    """The move that the pivots of the case are told of."""

    id: UUID


STAY = sql(
    """
    SELECT c.id, c.shelter_key, c.holder_organisation_id, s.id AS shelter_id
    FROM claims c JOIN shelters s ON s.key = c.shelter_key
    WHERE c.id = :id AND c.kind = 'stay' AND c.state = 'live' AND c.organisation_id = relais.organisation()
    """
)
RAISE = sql(
    """
    INSERT INTO moves (id, organisation_id, shelter_organisation_id, shelter_key, claim_id, cause, raised_at, raised_by)
    VALUES (:id, :holder, relais.organisation(), :shelter, :claim, :cause, relais.now(), relais.member())
    """
)
TELL = sql("SELECT relais.tell_of_move(:move)")


@command(
    event=MoveRaised,
    allowed=only(Role.SHELTER_COORDINATOR),
    refusals={"moves_one_open": refusals.MOVE_RAISED_ALREADY},
)
async def raise_alert(uow: UnitOfWork, _: Actor, wish: RaiseAlert) -> Done[Raised, MoveRaised] | Refused:
    """Tell the pivots of whoever is in a bed that a move must be prepared; nobody else, and nothing of why (SAF-03).

    From its commit on, no search for the case proposes this house. Refused for a bed that came from no request.
    """
    stay = await uow.row(STAY, id=wish.stay_id)
    if stay is None:
        return Refused(NOT_FOUND)
    if stay["holder_organisation_id"] is None:
        return Refused(refusals.NOBODY_TO_TELL)
    move = await raise_move(uow, stay, "safety")
    return Done(Raised(move), MoveRaised(subject=stay["shelter_id"], move=move, cause="safety"))


async def raise_move(uow: UnitOfWork, stay: Any, cause: Cause) -> UUID:
    """Write the move and ask for somebody to prepare it, the people of the case first (OPS-04)."""
    move = uuid4()
    holder = stay["holder_organisation_id"]
    await uow.execute(
        RAISE, id=move, holder=holder, shelter=stay["shelter_key"], claim=stay["id"], cause=cause
    )
    await uow.value(TELL, move=move)
    await climb(uow, Asking("move", move, holder, "pivot", uow.now + PREPARED_WITHIN))
    return move


class MoveView(msgspec.Struct, frozen=True):
    """A move to prepare, for whoever accompanies the case. `asks_city` is the question "exclude this city too?"."""

    id: UUID
    case_id: UUID | None
    cause: Cause
    raised_at: datetime
    taken_at: datetime | None
    shelter_id: UUID
    shelter_name: str
    region: str
    city: str
    asks_city: bool
    party: PartyView | None


MINE = sql("SELECT * FROM relais.my_moves() ORDER BY taken_at IS NOT NULL, raised_at DESC, id LIMIT 200")


async def my_moves(session: Session) -> list[MoveView]:
    """The moves of one's own cases, those that wait first (SAF-03, ADM-12)."""
    return [_view(row) for row in await session.rows(MINE)]


def _view(row: Any) -> MoveView:
    party = party_view(row["party"]) if row["party"] else None
    asks = row["cause"] == "safety" and row["taken_at"] is None and bool(row["city"])
    return MoveView(**{**row, "party": party}, asks_city=asks)


@dataclass(frozen=True)
class TakeMove:
    """I prepare this move; after a safety alert, away from the city too if the person wishes so."""

    move_id: UUID
    exclude_city: bool = False


class Taken(msgspec.Struct, frozen=True):
    """What the next search for the case leaves out, whoever searches."""

    case_id: UUID | None
    excluded: list[str]


TAKE = sql("SELECT * FROM relais.take_move(:move)")


@command(event=MoveTaken, allowed=only(Role.PIVOT_WORKER))
async def take_move(uow: UnitOfWork, actor: Actor, wish: TakeMove) -> Done[Taken, MoveTaken] | Refused:
    """Prepare a move: after a safety alert the house, and the city if asked, are exclusions that travel with the case
    and that no house reads (SAF-03, SAF-04). An end for house rules excludes nothing: one searches again (ADM-12).
    """
    move = await uow.row(TAKE, move=wish.move_id)
    case = await accompanied(uow, move["case_id"]) if move and move["case_id"] else None
    if move is None or (case is not None and case.organisation_id != actor.organisation_id):
        return Refused(NOT_FOUND)
    excluded: list[tuple[str, str]] = []
    if case is not None and move["cause"] == "safety":
        excluded.append(("shelter", str(move["shelter_id"])))
        excluded += [("city", move["city"])] if wish.exclude_city and move["city"] else []
    for kind, value in excluded:
        await uow.value(INSERT_EXCLUSION, case=move["case_id"], kind=kind, value=value)
    await answered(uow, "move", wish.move_id, "taken")
    answer = Taken(move["case_id"], [kind for kind, _ in excluded])
    event = MoveTaken(subject=wish.move_id, cause=move["cause"], exclude_city=wish.exclude_city)
    return Done(answer, event)
