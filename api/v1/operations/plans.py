"""Proposals: what a plan would hold for an operation, and its acceptance (OPS-01, OPS-06)."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.doors import Caller, accepted, ask, for_roles, read
from api.problems import Refusal
from api.v1.operations.words import NotPlacedRow, Standing, proposal_now, proposal_sentence, standing
from service.operations import refusals
from service.operations.arranging import Arranged
from service.operations.holds.queries import read_operation
from service.operations.holds.steps import AboutOperation
from service.operations.proposals.commands import AcceptProposal, accept_proposal, propose_places
from service.operations.proposals.queries import Proposal, read_proposal
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.command import Once
from service.store.store import Store

TAG = "operations"


class ProposalShown(msgspec.Struct, frozen=True):
    """Numbers alone, as they were proposed; the sentence says what became of it.

    `at_most`: no plan places more people; `proven`: no plan is better at all.
    """

    id: UUID
    operation_id: UUID
    made_at: datetime
    state: str
    told: bool
    people: int
    by_agreement: int
    on_request: int
    at_most: int
    proven: bool
    not_placed: list[NotPlacedRow]
    sentence: str


@ask(
    "/operations/{operation_id:uuid}/proposals",
    id="propose_places",
    summary="What could be held for those without a place; nothing is held",
    tag=TAG,
    refusals=(refusals.OVER, refusals.BUDGET_SPENT),
)
async def propose_places_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
) -> ProposalShown:
    found: Proposal = accepted(
        await store.run(propose_places, caller.seat, AboutOperation(operation_id), once)
    )
    return _shown(found, proposal_sentence(found, caller.language))


@read(
    "/operations/{operation_id:uuid}/proposals/{proposal_id:uuid}",
    id="read_proposal",
    summary="A proposal, open, accepted or replaced",
    tag=TAG,
)
async def read_proposal_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    operation_id: FromPath[UUID],
    proposal_id: FromPath[UUID],
) -> ProposalShown:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.INVESTIGATOR)
        found = await read_proposal(session, proposal_id)
        operation = await read_operation(session, operation_id)
    if found is None or operation is None or found.operation_id != operation.id:
        raise Refusal(Refused(NOT_FOUND))
    return _shown(found, proposal_now(found, operation, session.now, caller.language))


@ask(
    "/operations/{operation_id:uuid}/proposals/{proposal_id:uuid}/acceptance",
    id="accept_proposal",
    summary="Hold every proposed bed that is still free; the rest is reported",
    tag=TAG,
    refusals=(refusals.OVER, refusals.PROPOSAL_OVER),
)
async def accept_proposal_door(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    operation_id: FromPath[UUID],
    proposal_id: FromPath[UUID],
) -> Standing:
    wish = AcceptProposal(operation_id, proposal_id)
    arranged: Arranged = accepted(await store.run(accept_proposal, caller.seat, wish, once))
    return standing(arranged, caller)


def _shown(found: Proposal, sentence: str) -> ProposalShown:
    return ProposalShown(
        **{**vars(found), "not_placed": [NotPlacedRow(**vars(reason)) for reason in found.not_placed]},
        sentence=sentence,
    )


handlers = [propose_places_door, read_proposal_door, accept_proposal_door]
