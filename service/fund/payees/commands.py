"""Payees: whom a fund pays. The supplier, never the person helped; no bank account is written down (FND-08)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from service.cases.rules import code_from
from service.fund import refusals
from service.fund.events import PayeeConfirmed, PayeeProposed
from service.fund.policy.queries import in_force
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

RailName = Literal["stripe_connect", "manual_etransfer", "manual_cheque", "manual_cash"]


@dataclass(frozen=True)
class ProposePayee:
    """A supplier, with the rail that reaches it; `account` is the rail's own name for it, for a connected account."""

    name: str
    rail: RailName
    account: str | None = None
    region: str | None = None
    partner_organisation_id: UUID | None = None


INSERT = sql(
    """
    INSERT INTO payees (organisation_id, code, name, region, partner_organisation_id, rail, account, proposed_by,
                        proposed_at, usable_from)
    VALUES (relais.organisation(), :code, :name, :region, :partner, :rail, :account, relais.member(), relais.now(),
            CASE WHEN CAST(:partner AS uuid) IS NOT NULL THEN relais.now() END)
    ON CONFLICT (code) DO NOTHING RETURNING id
    """
)
LOCK = sql("SELECT proposed_by, usable_from FROM payees WHERE id = :payee AND ended_at IS NULL FOR UPDATE")
CONFIRM = sql(
    "UPDATE payees SET confirmed_by = relais.member(), usable_from = :usable_from WHERE id = :payee"
)
CARD = sql("SELECT id FROM relais.organisation_card(:organisation)")


@dataclass(frozen=True)
class Proposed:
    """A payee, with its code; usable at once when it is a partner organisation."""

    id: UUID
    code: str
    usable: bool


@command(
    event=PayeeProposed,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={"payees_region_fkey": refusals.UNKNOWN_REGION},
)
async def propose_payee(
    uow: UnitOfWork, _: Actor, wish: ProposePayee
) -> Done[Proposed, PayeeProposed] | Refused:
    """Add a payee: a partner organisation is usable at once, anybody else after a second person and a wait (FND-08)."""
    partner = wish.partner_organisation_id
    if (wish.rail == "stripe_connect") != (wish.account is not None):
        return Refused(refusals.ACCOUNT_NEEDED)
    if partner is not None and await uow.value(CARD, organisation=partner) is None:
        return Refused(NOT_FOUND)
    while True:
        code = "P-" + code_from(secrets.randbits(48), (4,))
        payee = await uow.value(
            INSERT,
            code=code,
            name=wish.name,
            region=wish.region,
            partner=partner,
            rail=wish.rail,
            account=wish.account,
        )
        if payee:
            break
    return Done(
        Proposed(payee, code, partner is not None), PayeeProposed(subject=payee, code=code, rail=wish.rail)
    )


@dataclass(frozen=True)
class ConfirmPayee:
    """The second person's word for a payee."""

    payee_id: UUID


@command(event=PayeeConfirmed, allowed=only(Role.FUND_ADMINISTRATOR))
async def confirm_payee(
    uow: UnitOfWork, actor: Actor, wish: ConfirmPayee
) -> Done[None, PayeeConfirmed] | Refused:
    """Confirm a colleague's payee; it can be paid once the policy's wait is over (FND-10)."""
    payee = await uow.row(LOCK, payee=wish.payee_id)
    if payee is None:
        return Refused(NOT_FOUND)
    if payee["usable_from"] is not None:
        return Refused(refusals.ALREADY_DECIDED)
    if payee["proposed_by"] == actor.member_id:
        return Refused(refusals.NEEDS_ANOTHER_PERSON)
    policy = await in_force(uow, actor.organisation_id)
    wait = timedelta(hours=policy.policy.new_payee_wait_hours if policy else 24)
    await uow.execute(CONFIRM, payee=wish.payee_id, usable_from=uow.now + wait)
    return Done(None, PayeeConfirmed(subject=wish.payee_id))
