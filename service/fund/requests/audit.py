"""An auditor looks into one request: every decision, signature and transfer, and nobody helped (POL-03, FND-09)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from service.fund.events import FundEvent
from service.fund.policy.rules import Answer
from service.partners.actor import Actor, Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True, kw_only=True)
class RequestAudited(FundEvent):
    """An auditor has read a request: reading is on record too."""

    name: ClassVar[str] = "fund.request_audited"


class AuditedLine(msgspec.Struct, frozen=True):
    """A line, in cents, without the worker's words."""

    id: UUID
    category: str
    amount_cents: int
    units: int
    payment: str
    state: str
    decline_code: str | None
    approved_cents: int
    paid_cents: int
    returned_cents: int
    submitted_at: datetime
    decided_at: datetime | None


class AuditedSignature(msgspec.Struct, frozen=True):
    """Who signed, as an identifier, in which role, and when."""

    member_id: UUID
    role: str
    signed_at: datetime


class AuditedWaiver(msgspec.Struct, frozen=True):
    """A cap that was passed, in cents, and who signed for it; the reason stays with the two sides (RIG-01)."""

    line_id: UUID
    rule: str
    amount_cents: int
    cap_cents: int
    signed_by: UUID
    signed_at: datetime


class AuditedCondition(msgspec.Struct, frozen=True):
    """What a payment waited for, and who said that it was so: nobody, where the clock did (FND-11)."""

    line_id: UUID
    code: str
    until: datetime
    met_by: UUID | None
    met_at: datetime | None
    lapsed_at: datetime | None


class AuditedLook(msgspec.Struct, frozen=True):
    """The second look at a refusal (FND-13)."""

    asked_by: UUID
    asked_at: datetime
    answer_by: datetime
    outcome: str | None
    answered_by: UUID | None
    answered_at: datetime | None


class AuditedDecision(msgspec.Struct, frozen=True):
    """A decision with the policy's answer as it was stored, which replays."""

    id: UUID
    kind: str
    policy_id: UUID
    signers_required: int
    total_24h_cents: int
    made_at: datetime
    review_by: datetime | None
    waivers: list[str]
    answer: Answer
    signatures: list[AuditedSignature]
    code: str | None
    caps_waived: list[AuditedWaiver]
    conditions: list[AuditedCondition]
    second_look: AuditedLook | None


class AuditedTransfer(msgspec.Struct, frozen=True):
    """A row of the ledger, in cents."""

    id: UUID
    kind: str
    line_id: UUID
    amount_cents: int
    pending_id: UUID | None
    made_at: datetime


class AuditedPayment(msgspec.Struct, frozen=True):
    """A payment without its payee."""

    id: UUID
    line_id: UUID
    rail: str
    amount_cents: int
    state: str
    attempt: int
    released_by: UUID | None
    paid_by: UUID | None


class AuditedRequest(msgspec.Struct, frozen=True):
    """One request as an auditor sees it: pseudonymous, without its case."""

    id: UUID
    code: str
    fund_id: UUID
    state: str
    urgency: str
    region: str
    people: int
    attested: list[str]
    requested_by: UUID
    submitted_at: datetime
    decide_by: datetime
    lines: list[AuditedLine]
    decisions: list[AuditedDecision]
    transfers: list[AuditedTransfer]
    payments: list[AuditedPayment]


FIND = sql("SELECT relais.audited_request(:name)")


async def auditors(_: UnitOfWork, actor: Actor, wish: object) -> Refused | None:  # noqa: ARG001
    """Lets auditors look, and nobody else: not even jobs."""
    return None if actor.has(Role.AUDITOR) else Refused(NOT_ALLOWED)


@command(event=RequestAudited, allowed=auditors)
async def audit_request(
    uow: UnitOfWork, _: Actor, wish: str
) -> Done[AuditedRequest, RequestAudited] | Refused:
    """A request by its code or id, for an auditor in a network with its fund; reading it leaves an event.

    A code from elsewhere is answered like one that nobody has: `not_found` (POL-03, FND-09).
    """
    found: Any = await uow.value(FIND, name=wish)
    if found is None:
        return Refused(NOT_FOUND)
    request = msgspec.convert(found, AuditedRequest)
    return Done(request, RequestAudited(subject=request.id))
