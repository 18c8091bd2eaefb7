"""Payees: whom a fund pays. The supplier, never the person helped; no bank account is written down (FND-08).

A payee is a proposal like every setting (service/partners/proposals): its account and its rail are what two people
agreed to, and PostgreSQL alone makes the row that money can leave to. A partner of a shared network is paid from the
second signature on; anybody else after the policy's wait.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service.cases.rules import code_from
from service.fund import refusals
from service.fund.events import PayeeConfirmed, PayeeEnded, PayeeProposed
from service.fund.onboarding.refusals import ACCOUNT_NOT_READY
from service.partners.actor import Actor, Role, only
from service.partners.proposals.commands import proposed, signed
from service.partners.proposals.refusals import BY_CONSTRAINT, PARTNER_OUTSIDE
from service.partners.proposals.rules import PayeeRail, Propose
from service.refusals import NOT_FOUND, Reason, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

ADMINISTRATORS = only(Role.FUND_ADMINISTRATOR)
REASONS: Final[Mapping[str, Reason]] = {
    **BY_CONSTRAINT,
    "payees_partner": PARTNER_OUTSIDE,
    "payees_region_fkey": refusals.UNKNOWN_REGION,
    "payees_account_ready": ACCOUNT_NOT_READY,
    "proposals_two_people": refusals.NEEDS_ANOTHER_PERSON,
    "proposals_decided": refusals.ALREADY_DECIDED,
}


@dataclass(frozen=True)
class ProposePayee:
    """A supplier, with the rail that reaches it. A connected account is the partner's own, as the rail opened it:
    nobody types one."""

    name: str
    rail: PayeeRail
    region: str | None = None
    partner_organisation_id: UUID | None = None


CODE_IS_FREE = sql("SELECT relais.payee_code_is_free(:code)")
READY = sql("SELECT relais.ready_account(CAST(:partner AS uuid))")
PROPOSAL_OF = sql("SELECT relais.payee_proposal(:payee)")
END = sql("UPDATE payees SET ended_at = relais.now() WHERE id = :payee AND ended_at IS NULL")


@dataclass(frozen=True)
class Proposed:
    """A payee to be, with its code; nothing is paid to it before another person has signed."""

    id: UUID
    code: str
    usable: bool = False


@command(event=PayeeProposed, allowed=ADMINISTRATORS, refusals=REASONS, step_up=True)
async def propose_payee(
    uow: UnitOfWork, actor: Actor, wish: ProposePayee
) -> Done[Proposed, PayeeProposed] | Refused:
    """Propose a payee; another administrator of the fund signs it (FND-08, FND-10)."""
    account = await _account(uow, wish)
    if isinstance(account, Refused):
        return account
    code = await _free_code(uow)
    partner = wish.partner_organisation_id
    content = {
        "code": code,
        "name": wish.name,
        "rail": wish.rail,
        "account": account,
        "region": wish.region,
        "partner_organisation_id": str(partner) if partner else None,
    }
    row = await proposed(uow, actor, Propose("payee", content))
    if row is None:
        return Refused(NOT_FOUND)
    event = PayeeProposed(subject=row["subject"], code=code, rail=wish.rail)
    return Done(Proposed(row["subject"], code), event)


async def _account(uow: UnitOfWork, wish: ProposePayee) -> str | Refused | None:
    """The partner's account where the rail needs one, as both people sign it and as PostgreSQL looks at it again."""
    if wish.rail != "stripe_connect":
        return None
    account: str | None = await uow.value(READY, partner=wish.partner_organisation_id)
    return account or Refused(ACCOUNT_NOT_READY)


async def _free_code(uow: UnitOfWork) -> str:
    while True:
        code = "P-" + code_from(secrets.randbits(48), (4,))
        if await uow.value(CODE_IS_FREE, code=code):
            return code


@dataclass(frozen=True)
class ConfirmPayee:
    """The second person's word for a payee."""

    payee_id: UUID


@command(event=PayeeConfirmed, allowed=ADMINISTRATORS, refusals=REASONS, step_up=True)
async def confirm_payee(
    uow: UnitOfWork, _: Actor, wish: ConfirmPayee
) -> Done[None, PayeeConfirmed] | Refused:
    """Sign a colleague's payee: the row that can be paid is made by it, with the account as proposed (FND-10)."""
    proposal = await uow.value(PROPOSAL_OF, payee=wish.payee_id)
    if proposal is None or await signed(uow, proposal) is None:
        return Refused(NOT_FOUND)
    return Done(None, PayeeConfirmed(subject=wish.payee_id))


@dataclass(frozen=True)
class EndPayee:
    """A payee that is not paid any more."""

    payee_id: UUID


@command(event=PayeeEnded, allowed=ADMINISTRATORS)
async def end_payee(uow: UnitOfWork, _: Actor, wish: EndPayee) -> Done[None, PayeeEnded] | Refused:
    """End a payee: nobody can name it any more. One person is enough to stop; starting again takes two (FND-08)."""
    if not await uow.execute(END, payee=wish.payee_id):
        return Refused(NOT_FOUND)
    return Done(None, PayeeEnded(subject=wish.payee_id))
