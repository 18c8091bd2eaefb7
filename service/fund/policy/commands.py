"""A policy is proposed by one person, signed by a second, and never edited (ELG-08)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from service.fund import refusals
from service.fund.events import PolicyProposed, PolicySigned
from service.fund.policy.document import Policy
from service.fund.policy.rules import faults, write
from service.partners.actor import Actor, Role, only
from service.partners.proposals.refusals import PROPOSER_MAY_NO_LONGER
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

INSERT = sql(
    """
    INSERT INTO policies (organisation_id, version, document, in_force_from, one_person_up_to_cents,
                          automatic_up_to_cents, self_issue_up_to_cents, payer_differs_above_cents, proposed_by,
                          proposed_at)
    VALUES (relais.organisation(), :version, :document, :in_force_from, :one_person, :automatic, :self_issue, :payer,
            relais.member(), relais.now())
    RETURNING *
    """
)
SIGN = sql(
    """
    INSERT INTO policy_signatures (policy_id, organisation_id, member_id, signed_at)
    VALUES (:policy, relais.organisation(), relais.member(), relais.now())
    """
)
FIND = sql("SELECT version FROM policies WHERE id = :policy")


@dataclass(frozen=True)
class ProposePolicy:
    """A new version of the actor's fund's policy."""

    policy: Policy


@command(
    event=PolicyProposed,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={"policies_organisation_id_version_key": refusals.VERSION_TAKEN},
    step_up=True,
)
async def propose_policy(
    uow: UnitOfWork, _: Actor, wish: ProposePolicy
) -> Done[UUID, PolicyProposed] | Refused:
    """Propose a version, with the first of its two signatures (ELG-08). Answers its id.

    Refused when the document contradicts itself or passes an absolute ceiling (FND-10).
    """
    found = faults(wish.policy)
    if found:
        return Refused(refusals.NOT_A_POLICY, {"faults": ", ".join(f"{f.code} ({f.where})" for f in found)})
    row = await uow.row(INSERT, **_columns(wish.policy))
    if row is None:
        return Refused(NOT_FOUND)
    uow.seal("policies", row["id"], dict(row))
    await uow.execute(SIGN, policy=row["id"])
    return Done(row["id"], PolicyProposed(subject=row["id"], version=wish.policy.version))


def _columns(policy: Policy) -> dict[str, Any]:
    """The document, and the numbers that the database holds decisions to."""
    return {
        "version": policy.version,
        "document": write(policy).decode(),
        "in_force_from": datetime.combine(policy.in_force_from, time(), UTC),
        "one_person": policy.two_people_above(),
        "automatic": max(rule.automatic_up_to_cents for rule in policy.categories),
        "self_issue": policy.self_issue.per_case_cents,
        "payer": policy.payer_differs_above_cents,
    }


@dataclass(frozen=True)
class SignPolicy:
    """The second signature of a version."""

    policy_id: UUID


@command(
    event=PolicySigned,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={
        "policy_signatures_pkey": refusals.NEEDS_ANOTHER_PERSON,
        "policy_signatures_proposer": PROPOSER_MAY_NO_LONGER,
    },
    step_up=True,
)
async def sign_policy(uow: UnitOfWork, _: Actor, wish: SignPolicy) -> Done[None, PolicySigned] | Refused:
    """Sign a version that a colleague proposed; from two signatures on it is in force at its date (ELG-08).

    Refused once whoever proposed it no longer administers the fund.
    """
    version = await uow.value(FIND, policy=wish.policy_id)
    if version is None:
        return Refused(NOT_FOUND)
    await uow.execute(SIGN, policy=wish.policy_id)
    return Done(None, PolicySigned(subject=wish.policy_id, version=version))
