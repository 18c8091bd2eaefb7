"""Propose, sign, withdraw: three commands for every setting, and PostgreSQL decides who may and what it does.

A command here names a function of the schema and nothing else: the application has no right to write a setting.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from service.messages.rules import MEMBERS
from service.partners.actor import Actor
from service.partners.proposals.events import ProposalWithdrawn, SettingInForce, SettingProposed
from service.partners.proposals.refusals import BY_CONSTRAINT
from service.partners.proposals.rules import LAPSES_AFTER, PROPOSERS, Propose, proposers_of
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

TOPIC = "proposals"
SEND_INVITATION = "partners.send_invitation"

PROPOSE = sql(
    "SELECT * FROM relais.propose(:kind, :organisation, :subject, CAST(:content AS jsonb), :lapses_at)"
)
SIGN = sql("SELECT * FROM relais.put_in_force(:proposal)")
WITHDRAW = sql("SELECT * FROM relais.withdraw_proposal(:proposal)")
SEALED = ("organisation_id", "kind", "subject", "content", "was", "proposed_by", "proposed_at", "lapses_at")
"""What is agreed to, and never changes again: the trail vouches for it from the first moment."""


@dataclass(frozen=True)
class Proposed:
    """A proposal, and what it is about: of something new, its id to be."""

    id: UUID
    subject: UUID


async def may_propose(_: UnitOfWork, actor: Actor, wish: Propose) -> Refused | None:
    """Lets the roles of such a change come in; whose setting it is, PostgreSQL looks at."""
    return None if actor.roles & proposers_of(wish.kind) else Refused(NOT_ALLOWED)


@command(event=SettingProposed, allowed=may_propose, refusals=BY_CONSTRAINT, step_up=True)
async def propose(uow: UnitOfWork, actor: Actor, wish: Propose) -> Done[Proposed, SettingProposed] | Refused:
    """Propose a change of a setting; it is in force when another person has signed, within a week.

    Refused when the change is not possible as things stand, and `not_found` when it is not the actor's to propose.
    """
    row = await proposed(uow, actor, wish)
    if row is None:
        return Refused(NOT_FOUND)
    return Done(Proposed(row["id"], row["subject"]), SettingProposed(subject=row["id"], **_about(row)))


async def proposed(uow: UnitOfWork, actor: Actor, wish: Propose) -> Any | None:
    """The row of a proposal just made, vouched for; None when it is not the actor's to propose."""
    organisation = wish.organisation_id or actor.organisation_id
    row = await uow.row(
        PROPOSE,
        kind=wish.kind,
        organisation=organisation,
        subject=organisation if wish.kind == "rail" else wish.subject or uuid4(),
        content=dict(wish.content),
        lapses_at=uow.now + LAPSES_AFTER,
    )
    if row is not None:
        _vouch(uow, row)
    return row


@dataclass(frozen=True)
class Sign:
    """The second person's signature under a proposal."""

    proposal_id: UUID


@dataclass(frozen=True)
class InForce:
    """What has just changed."""

    kind: str
    subject: UUID


async def may_sign(_: UnitOfWork, actor: Actor, wish: object) -> Refused | None:  # noqa: ARG001
    """Lets whoever may settle anything at all come in."""
    return None if actor.roles & PROPOSERS else Refused(NOT_ALLOWED)


@command(event=SettingInForce, allowed=may_sign, refusals=BY_CONSTRAINT, step_up=True)
async def sign(uow: UnitOfWork, _: Actor, wish: Sign) -> Done[InForce, SettingInForce] | Refused:
    """Sign what somebody else proposed: it is in force in the same moment (design.md section 7).

    Refused to the proposer, to a role that may not sign it, after a week, and when what it changes has changed since.
    """
    row = await signed(uow, wish.proposal_id)
    if row is None:
        return Refused(NOT_FOUND)
    if row["kind"] == "invitation":
        uow.intend(SEND_INVITATION, {"invitation": row["subject"]})
    if row["kind"] == "access":
        uow.tell(MEMBERS, organisations=(row["organisation_id"],))
    event = SettingInForce(subject=row["id"], proposed_by=row["proposed_by"], **_about(row))
    return Done(InForce(row["kind"], row["subject"]), event)


async def signed(uow: UnitOfWork, proposal_id: UUID) -> Any | None:
    """The row of a proposal that the actor's signature has just put in force; None when there is none for them."""
    row = await uow.row(SIGN, proposal=proposal_id)
    if row is not None:
        _vouch(uow, row)
    return row


@dataclass(frozen=True)
class Withdraw:
    """The proposer takes a proposal back."""

    proposal_id: UUID


@command(event=ProposalWithdrawn, allowed=may_sign, refusals=BY_CONSTRAINT)
async def withdraw(uow: UnitOfWork, _: Actor, wish: Withdraw) -> Done[None, ProposalWithdrawn] | Refused:
    """Take back what one proposed, before somebody signs it. Nothing changes, so one person is enough."""
    row = await uow.row(WITHDRAW, proposal=wish.proposal_id)
    if row is None:
        return Refused(NOT_FOUND)
    _tell(uow, row)
    return Done(None, ProposalWithdrawn(subject=row["id"], **_about(row)))


def _vouch(uow: UnitOfWork, row: Any) -> None:
    uow.seal("proposals", row["id"], {column: row[column] for column in SEALED})
    _tell(uow, row)


def _tell(uow: UnitOfWork, row: Any) -> None:
    """Say on the screens of both organisations that something waits, or no longer does."""
    uow.tell(TOPIC, organisations=(row["organisation_id"], row["proposed_from"]), subject=row["id"])


def _about(row: Any) -> dict[str, Any]:
    return {"kind": row["kind"], "about": row["subject"], "organisation": row["organisation_id"]}
