"""Consent: what the person agreed to, collected by whom, and taken back at once (CNF-01). No signature file exists."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from service.cases import refusals
from service.cases.access import pivots_of_the_case
from service.cases.events import ConsentGiven, ConsentWithdrawn
from service.cases.rules import Consent, Scope, consents_to
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

ConsentKind = Literal["spoken", "written", "through_interpreter"]


@dataclass(frozen=True)
class GivenConsent:
    """A consent as the worker collected it: its scope, and the organisation that a share is for."""

    scope: Scope
    kind: ConsentKind = "spoken"
    shared_with: UUID | None = None


SHARING_REFUSALS = {
    "sharing_needs_consent": refusals.CONSENT_GONE,
    "sharing_excluded": refusals.KEPT_AWAY,
}
"""What the database answers at each point of sharing when a consent was withdrawn, or an exclusion made, a moment ago
(CNF-01, CNF-07)."""

INSERT_CONSENT = sql(
    """
    INSERT INTO consents (case_id, organisation_id, kind, scope, shared_with, given_at, collected_by)
    VALUES (:case, relais.organisation(), :kind, :scope, :shared_with, relais.now(), relais.member())
    ON CONFLICT (case_id, scope, shared_with) WHERE withdrawn_at IS NULL DO NOTHING RETURNING id
    """
)
WITHDRAW = sql(
    """
    UPDATE consents SET withdrawn_at = relais.now(), withdrawn_by = relais.member()
    WHERE id = :consent AND case_id = :case AND withdrawn_at IS NULL RETURNING scope
    """
)
KNOWN = sql("SELECT withdrawn_at FROM consents WHERE id = :consent AND case_id = :case")
OF_CASE = sql(
    "SELECT scope, given_at, withdrawn_at, shared_with AS organisation_id FROM consents WHERE case_id = :case"
)


@dataclass(frozen=True)
class GiveConsent:
    """Note that the person agrees."""

    case_id: UUID
    consent: GivenConsent


@command(event=ConsentGiven, allowed=pivots_of_the_case, refusals={"consents_shared_with_fkey": NOT_FOUND})
async def give_consent(uow: UnitOfWork, _: Actor, wish: GiveConsent) -> Done[UUID, ConsentGiven] | Refused:
    """Note a consent (CNF-01); refused when the same one is already in force. Answers its id."""
    given = wish.consent
    consent = await uow.value(
        INSERT_CONSENT, case=wish.case_id, kind=given.kind, scope=given.scope, shared_with=given.shared_with
    )
    if consent is None:
        return Refused(refusals.ALREADY_GIVEN)
    event = ConsentGiven(
        subject=wish.case_id, consent=consent, scope=given.scope, shared_with=given.shared_with
    )
    return Done(consent, event)


@dataclass(frozen=True)
class WithdrawConsent:
    """Note that the person no longer agrees."""

    case_id: UUID
    consent_id: UUID


@command(event=ConsentWithdrawn, allowed=pivots_of_the_case)
async def withdraw_consent(
    uow: UnitOfWork, _: Actor, wish: WithdrawConsent
) -> Done[None, ConsentWithdrawn] | Refused:
    """Withdraw a consent: new sharing stops at once, and the fact that it was given stays (CNF-01).

    Beds held and money promised are not touched: nothing is taken from the person for a change of mind (CPL-05).
    """
    scope = await uow.value(WITHDRAW, case=wish.case_id, consent=wish.consent_id)
    if scope is not None:
        return Done(None, ConsentWithdrawn(subject=wish.case_id, consent=wish.consent_id, scope=scope))
    known = await uow.row(KNOWN, case=wish.case_id, consent=wish.consent_id)
    return Refused(refusals.ALREADY_WITHDRAWN if known else NOT_FOUND)


async def consented(session: Session, case_id: UUID, scope: Scope, shared_with: UUID | None = None) -> bool:
    """Whether a consent for this scope is in force now (CNF-01)."""
    given = [Consent(**row) for row in await session.rows(OF_CASE, case=case_id)]
    return consents_to(given, scope, session.now, shared_with)
