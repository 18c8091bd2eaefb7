"""Proposing places for an operation, and accepting what was proposed (OPS-01, OPS-06).

A proposal holds nothing. Accepting it takes every bed that is still free, asks the shelters that it would ask, and
reports the rest: nothing rolls back, and nothing that was not proposed is taken in its stead.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from service.operations import refusals
from service.operations.allotment.problem import Plan
from service.operations.arranging import (
    Arranged,
    Operation,
    Reason,
    answer_by,
    ask_shelters,
    operation_of,
    planned,
    reasons_of,
    reserve,
    tell_shelters,
    waiting_of,
)
from service.operations.events import PlacesArranged, PlacesProposed
from service.operations.feasibility.looks import Look, may_tell, take_look
from service.operations.feasibility.rules import own_partners
from service.operations.holds.access import named
from service.operations.holds.making import arranged_event
from service.operations.holds.rules import may
from service.operations.holds.steps import AboutOperation, handed_over_by_police
from service.operations.planner import planning
from service.operations.proposals.queries import Proposal, read_proposal
from service.operations.proposals.rules import Proposed, still_open
from service.operations.sites.problem import Allotted, allotted, question
from service.operations.sites.queries import sites_for
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

REPLACE = sql("SELECT relais.replace_proposals(:operation)")
INSERT = sql(
    """
    INSERT INTO operation_proposals (id, operation_id, organisation_id, made_at, made_by, told, people, by_agreement,
        on_request, at_most, proven, not_placed)
    VALUES (:id, :operation, relais.organisation(), relais.now(), relais.member(), :told, :people, :by_agreement,
        :on_request, :at_most, :proven, CAST(:not_placed AS jsonb))
    """
)
NOTE_PLACES = sql(
    """
    SELECT relais.note_proposed(:proposal, CAST(:places AS uuid[]), CAST(:pools AS bigint[]), CAST(:ways AS text[]))
    """
)
PROPOSED = sql("SELECT place_id, pool_key, way FROM relais.proposed(:proposal)")
TAKE = sql("SELECT relais.take_proposal(:proposal)")
BOARD = sql("SELECT label, state FROM relais.operation_board(:operation)")
NOTE = sql("SELECT relais.note_arrangement(:operation, CAST(:not_placed AS jsonb), :look_again)")
WHOSE = sql(
    "SELECT told, proven, not_placed FROM operation_proposals WHERE id = :proposal AND operation_id = :operation"
)


@command(event=PlacesProposed, allowed=named)
async def propose_places(
    uow: UnitOfWork, _: Actor, wish: AboutOperation
) -> Done[Proposal, PlacesProposed] | Refused:
    """What a plan would hold for whoever has no place, and nothing held (OPS-01). It is a look of the day (OPS-19), and
    takes the place of the operation's proposal before it."""
    operation = await _open(uow, wish.operation_id)
    if isinstance(operation, Refused):
        return operation
    look = await take_look(uow, operation.id)
    if look is None or not look.paid:
        return Refused(refusals.BUDGET_SPENT, {"budget": look.budget if look else 0})
    proposal_id = await _propose(uow, operation, look)
    found = await read_proposal(uow, proposal_id)
    if found is None:
        return Refused(NOT_FOUND)
    return Done(
        found,
        PlacesProposed(
            subject=operation.id,
            proposal=proposal_id,
            by_agreement=found.by_agreement,
            on_request=found.on_request,
            waiting=found.people - found.by_agreement - found.on_request,
            proven=found.proven,
        ),
    )


async def _open(uow: UnitOfWork, operation_id: UUID) -> Operation | Refused:
    """The operation, locked, if places may still be found for it."""
    operation = await operation_of(uow, operation_id)
    if operation is None:
        return Refused(NOT_FOUND)
    over = operation.window.closes <= uow.now or await handed_over_by_police(uow, operation.id)
    if over or not may("arrange", operation.state):  # type: ignore[arg-type]
        return Refused(refusals.OVER)
    return operation


async def _propose(uow: UnitOfWork, operation: Operation, look: Look) -> UUID:
    """Plan and store. Where what lies beyond agreements may not be told, the asker's own partners alone are planned
    with: then no other shelter's bed moves even the figure by agreement (OPS-19)."""
    blocks = await waiting_of(uow, operation.id)
    known = await sites_for(uow, operation.areas, operation.window, operation=operation.id)
    wanted = operation.wanted(uow.now)
    told = await may_tell(uow, look, question(blocks, known.sites, wanted), known)
    mine = known if told else replace(known, sites=own_partners(known.sites))
    asked, found = planned(uow, blocks, mine, wanted)
    given = allotted(asked, found.plan)
    reasons = reasons_of(asked, found.why, mine) if told else ()
    people = sum(block.size for block in blocks)
    most = people - found.plan.bound.unplaced if told else people
    proposal = await _stored(
        uow, operation, given, reasons, people=people, told=told, most=most, plan=found.plan
    )
    async with planning(uow):
        await uow.value(
            NOTE_PLACES,
            proposal=proposal,
            places=[item.block.id for item in given],
            pools=[item.pool for item in given],
            ways=[item.way for item in given],
        )
    return proposal


async def _stored(
    uow: UnitOfWork,
    operation: Operation,
    given: Sequence[Allotted],
    reasons: Sequence[Reason],
    *,
    people: int,
    told: bool,
    most: int,
    plan: Plan,
) -> UUID:
    """The row that police may read: numbers, and of what lies beyond agreements only what may be told."""
    proposal_id = uuid4()
    by_agreement = sum(item.block.size for item in given if item.way == "agreement")
    async with planning(uow):
        await uow.value(REPLACE, operation=operation.id)
    await uow.execute(
        INSERT,
        id=proposal_id,
        operation=operation.id,
        told=told,
        people=people,
        by_agreement=by_agreement,
        on_request=sum(item.block.size for item in given) - by_agreement if told else 0,
        at_most=most,
        proven=told and plan.proven,
        not_placed=[vars(reason) for reason in reasons],
    )
    return proposal_id


@dataclass(frozen=True)
class AcceptProposal:
    """`ask`: shelters beyond the agreements are asked for what the proposal has them for (OPS-03)."""

    operation_id: UUID
    proposal_id: UUID
    ask: bool = True


@command(event=PlacesArranged, allowed=named)
async def accept_proposal(
    uow: UnitOfWork, _: Actor, wish: AcceptProposal
) -> Done[Arranged, PlacesArranged] | Refused:
    """Take every proposed bed that is still free, ask for what it would ask, report what went meanwhile (OPS-06).
    What the operation holds already stays held (OPS-05)."""
    operation = await _open(uow, wish.operation_id)
    if isinstance(operation, Refused):
        return operation
    row = await uow.row(WHOSE, proposal=wish.proposal_id, operation=operation.id)
    if row is None:
        return Refused(NOT_FOUND)
    async with planning(uow):
        rows = await uow.rows(PROPOSED, proposal=wish.proposal_id)
        if not await uow.value(TAKE, proposal=wish.proposal_id):
            return Refused(refusals.PROPOSAL_OVER)
    proposed = {one["place_id"]: Proposed(one["pool_key"], one["way"]) for one in rows}
    await _taken(uow, operation, proposed, ask=wish.ask, told=row["told"])
    standing = await _standing(uow, operation, [Reason(**one) for one in row["not_placed"]], told=row["told"])
    whole = row["proven"] and all(reason.cause != "gone" for reason in standing.not_placed)
    arranged = replace(standing, proven=whole)
    return Done(arranged, arranged_event(operation.id, "accepted", arranged))


async def _taken(
    uow: UnitOfWork, operation: Operation, proposed: Mapping[UUID, Proposed], *, ask: bool, told: bool
) -> None:
    """The proposal against the truth of now. What somebody else takes between these two lines is left out by the
    database, and the others are kept."""
    blocks = await waiting_of(uow, operation.id)
    known = await sites_for(uow, operation.areas, operation.window, operation=operation.id)
    given = still_open(question(blocks, known.sites, operation.wanted(uow.now)), proposed)
    shelters: set[UUID] = set()
    by_agreement = [item for item in given if item.way == "agreement"]
    await reserve(uow, operation, by_agreement, known, shelters)
    beyond = [item for item in given if item.way != "agreement"] if ask else []
    await ask_shelters(uow, operation, beyond, known, shelters, tell=told)
    tell_shelters(uow, operation, shelters)


async def _standing(
    uow: UnitOfWork, operation: Operation, before: Sequence[Reason], *, told: bool
) -> Arranged:
    board = await uow.rows(BOARD, operation=operation.id)
    waiting = Counter(row["label"] for row in board if row["state"] == "waiting")
    reasons = rest(waiting, before, told=told)
    states = Counter(row["state"] for row in board)
    async with planning(uow):
        state = await uow.value(
            NOTE,
            operation=operation.id,
            not_placed=[vars(reason) for reason in reasons],
            look_again=answer_by(uow.now, operation.window.opens),
        )
    return Arranged(states["held"], states["asked"], states["waiting"], False, reasons, state)


def rest(waiting: Mapping[str | None, int], before: Sequence[Reason], *, told: bool) -> tuple[Reason, ...]:
    """Why those who wait now have no place: as the proposal said, and the others because their bed went meanwhile.
    Where nothing beyond agreements may be told, only how many they are (OPS-19)."""
    left = dict(waiting)
    found: list[Reason] = []
    for reason in before if told else ():
        places = min(reason.places, left.get(reason.label, 0))
        if places:
            left[reason.label] -= places
            found.append(replace(reason, places=places))
    cause = "gone" if told else "not_told"
    labels = sorted((label for label, places in left.items() if places), key=lambda label: label or "")
    return (*found, *(Reason(label, left[label], cause, 0, 0) for label in labels))
