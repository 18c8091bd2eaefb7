"""The pivot takes a request back: what has not left returns, and nothing is held against anybody (FND-14)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.fund import refusals
from service.fund.decisions.decline import CLOSE
from service.fund.events import RequestWithdrawn
from service.fund.ledger.posting import vouch
from service.fund.requests.refresh import facts_of, lines_of, refresh
from service.fund.requests.rules import MOVING, State
from service.fund.second_looks.asking import take_back_looks
from service.fund.series.commands import void_undrawn
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class WithdrawRequest:
    """Take back one's own request, as far as its money has not left; or `only_open`, what nobody has decided yet."""

    request_id: UUID
    only_open: bool = False


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
    """Take a request back (CPL-05, FND-12), with the second looks that it waits for; or its open rest alone (FND-11).

    Lines whose payment is on its way stay; refused when there is nothing else.
    """
    request = await uow.row(LOCK_OWN, request=wish.request_id)
    if request is None:
        return Refused(NOT_FOUND)
    voided = [] if wish.only_open else await give_back_unsent(uow, wish.request_id)
    rows = await lines_of(uow, wish.request_id)
    whole = [row["id"] for row in rows if waits_whole(row)]
    rests = [row["id"] for row in rows if facts_of(row).open and row["id"] not in whole]
    looks = await take_back_looks(uow, wish.request_id)
    if not whole and not rests and not looks:
        return Refused(refusals.STILL_LEAVING if not voided else refusals.ALREADY_DECIDED)
    await uow.execute(WITHDRAW, lines=whole)
    await uow.execute(CLOSE, by="withdrawn", lines=rests)
    state = await refresh(uow, wish.request_id)
    returned = sum(row["amount_cents"] for row in voided)
    uow.tell("fund.request", organisations=(request["fund_organisation_id"],), subject=wish.request_id)
    return Done(
        Withdrawn(state, returned), RequestWithdrawn(subject=wish.request_id, returned_cents=returned)
    )


async def give_back_unsent(uow: UnitOfWork, request_id: UUID) -> list[Any]:
    """Give back what has not left: the transfers."""
    voided = await uow.rows(VOID, request=request_id)
    vouch(uow, voided)
    return [*voided, *await void_undrawn(uow, request_id)]


def waits_whole(row: Any) -> bool:
    """Whether nothing of a line was promised or paid, and nobody has said no to it."""
    return not (
        row["approved_cents"]
        or row["paid_cents"]
        or row["decline_code"] is not None
        or row["state"] == "withdrawn"
        or MOVING.intersection(row["payments"])
    )
