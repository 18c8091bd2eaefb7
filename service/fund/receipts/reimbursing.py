"""What a worker laid out above the payment is asked of the fund as a request of its own (FND-12, FND-08)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.cases.consents import SHARING_REFUSALS
from service.fund.receipts import refusals
from service.fund.receipts.events import ReimbursementAsked
from service.fund.requests.lines import NewLine
from service.fund.requests.submit import SubmitRequest, Submitted, asks_for_a_case, submit_request
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

LOCK = sql(
    """
    SELECT r.id, r.fund_organisation_id, r.envelope_id, r.attested, c.case_id
    FROM fund_requests r JOIN request_cases c ON c.request_id = r.id
    WHERE r.id = (SELECT l.request_id FROM request_lines l WHERE l.id = :line)
      AND r.organisation_id = relais.organisation() FOR UPDATE OF r
    """
)
ABOVE = sql(
    """
    SELECT l.category, coalesce((SELECT x.spent_cents FROM receipts x WHERE x.line_id = l.id
            ORDER BY x.noted_at DESC, x.id LIMIT 1), 0) - l.paid_cents + l.returned_cents
        - coalesce((SELECT sum(b.cents) FROM reimbursements b JOIN request_lines a ON a.request_id = b.request_id
            WHERE b.line_id = l.id AND a.state NOT IN ('declined', 'withdrawn')), 0) AS cents
    FROM request_lines l WHERE l.id = :line AND l.paid_cents > 0
    """
)
INSERT = sql(
    """
    INSERT INTO reimbursements (line_id, request_id, organisation_id, cents, asked_by, asked_at)
    VALUES (:line, :request, relais.organisation(), :cents, relais.member(), relais.now())
    """
)
WHAT = "Reçu au-delà de la somme payée / receipt above what was paid"


@dataclass(frozen=True)
class AskReimbursement:
    """The rest of a receipt that was above what the fund paid."""

    line_id: UUID


@command(event=ReimbursementAsked, allowed=only(Role.PIVOT_WORKER), refusals=SHARING_REFUSALS)
async def ask_reimbursement(
    uow: UnitOfWork, actor: Actor, wish: AskReimbursement
) -> Done[Submitted, ReimbursementAsked] | Refused:
    """Ask the same fund for what a receipt was above the payment, once (FND-12): it goes to the organisation, never to
    a person's account (FND-08), and is decided like any other request (FND-10)."""
    request = await uow.row(LOCK, line=wish.line_id)
    line = await uow.row(ABOVE, line=wish.line_id) if request else None
    if request is None or line is None:
        return Refused(NOT_FOUND)
    if line["cents"] <= 0:
        return Refused(refusals.NOTHING_ABOVE)
    asked = _request(request, line)
    refused = await asks_for_a_case(uow, actor, asked)
    money = refused or await submit_request(uow, actor, asked)
    if isinstance(money, Refused):
        return money
    cents = int(line["cents"])
    await uow.execute(INSERT, line=wish.line_id, request=money.id, cents=cents)
    return Done(money, ReimbursementAsked(subject=request["id"], line=wish.line_id, cents=cents))


def _request(request: Any, line: Any) -> SubmitRequest:
    need = NewLine(
        line["category"], int(line["cents"]), payment="reimbursement_to_organisation", description=WHAT
    )
    return SubmitRequest(
        request["case_id"],
        request["fund_organisation_id"],
        (need,),
        tuple(request["attested"]),
        "standard",
        request["envelope_id"],
    )
