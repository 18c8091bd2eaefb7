"""The pivot takes a request back: what has not left returns, and nothing is held against anybody (FND-14)."""

from dataclasses import dataclass
from uuid import UUID

from service.fund import refusals
from service.fund.events import RequestWithdrawn
from service.fund.ledger.posting import vouch
from service.fund.requests.refresh import lines_of, refresh
from service.fund.requests.rules import MOVING, State
from service.fund.series.commands import void_undrawn
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class WithdrawRequest:
    """Take back one's own request, as far as its money has not left."""

    request_id: UUID


@dataclass(frozen=True)
class Withdrawn:
    """The state after it, and the cents that went back to their envelopes."""

    state: State
    returned_cents: int


LOCK_OWN = sql(
    """
    SELECT id, fund_organisation_id FROM fund_requests
    WHERE id = :request AND organisation_id = relais.organisation() AND (requested_by = relais.member() OR EXISTS (
        SELECT FROM request_cases c JOIN cases k ON k.id = c.case_id WHERE c.request_id = fund_requests.id
            AND relais.member() IN (k.pivot_member_id, k.backup_member_id)))
    FOR UPDATE
    """
)
VOID = sql("SELECT * FROM relais.void_unsent(:request)")
WITHDRAW = sql("UPDATE request_lines SET state = 'withdrawn' WHERE id = ANY (CAST(:lines AS uuid[]))")


@command(event=RequestWithdrawn, allowed=only(Role.PIVOT_WORKER))
async def withdraw_request(
    uow: UnitOfWork, _: Actor, wish: WithdrawRequest
) -> Done[Withdrawn, RequestWithdrawn] | Refused:
    """Take a request back (CPL-05, FND-12). Lines whose payment is on its way stay; refused when all of them are."""
    request = await uow.row(LOCK_OWN, request=wish.request_id)
    if request is None:
        return Refused(NOT_FOUND)
    voided = await uow.rows(VOID, request=wish.request_id)
    vouch(uow, voided)
    voided += await void_undrawn(uow, wish.request_id)
    lines = [
        row["id"]
        for row in await lines_of(uow, wish.request_id)
        if not row["approved_cents"]
        and not row["paid_cents"]
        and row["decline_code"] is None
        and row["state"] != "withdrawn"
        and not MOVING.intersection(row["payments"])
    ]
    if not lines:
        return Refused(refusals.STILL_LEAVING if not voided else refusals.ALREADY_DECIDED)
    await uow.execute(WITHDRAW, lines=lines)
    state = await refresh(uow, wish.request_id)
    returned = sum(row["amount_cents"] for row in voided)
    uow.tell("fund.request", organisations=(request["fund_organisation_id"],), subject=wish.request_id)
    return Done(
        Withdrawn(state, returned), RequestWithdrawn(subject=wish.request_id, returned_cents=returned)
    )
