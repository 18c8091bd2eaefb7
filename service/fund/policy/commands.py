"""A policy is proposed by one person, signed by a second, and never edited (ELG-08)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.fund.events import PolicyProposed, PolicySigned
from service.fund.policy import refusals
from service.fund.policy.document.faults import faults
from service.fund.policy.document.policy import Policy
from service.fund.policy.rules import write
from service.fund.refusals import NEEDS_ANOTHER_PERSON, NOT_A_POLICY, UNKNOWN_REGION, VERSION_TAKEN
from service.partners.actor import Actor, Role, only
from service.partners.proposals.refusals import PROPOSAL_LAPSED, PROPOSER_MAY_NO_LONGER
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

INSERT = sql(
    """
    INSERT INTO policies (organisation_id, version, document, region, in_force_from, in_force_until,
                          one_person_up_to_cents, automatic_up_to_cents, self_issue_up_to_cents,
                          payer_differs_above_cents, proposed_by, proposed_at)
    VALUES (relais.organisation(), :version, :document, :region,
            CAST(CAST(:begins AS date) AS timestamp) AT TIME ZONE :zone,
            CAST(CAST(:ends AS date) AS timestamp) AT TIME ZONE :zone,
            :one_person_up_to_cents, :automatic_up_to_cents, :self_issue_up_to_cents,
            :payer_differs_above_cents, relais.member(), relais.now())
    RETURNING *
    """
)
SIGN = sql(
    """
    INSERT INTO policy_signatures (policy_id, organisation_id, member_id, signed_at)
    VALUES (:policy, relais.organisation(), relais.member(), relais.now())
    """
)
FIND = sql("SELECT version, region, in_force_from FROM policies WHERE id = :policy")
ZONE = sql(
    """
    SELECT r.time_zone FROM organisations o JOIN regions r ON r.code = coalesce(:region, o.regions[1])
    WHERE o.id = relais.organisation()
    """
)
SO_FAR = sql(
    """
    SELECT coalesce(max(p.version), 0) AS latest, coalesce(bool_or(p.region IS NULL AND (
        SELECT count(*) FROM policy_signatures s WHERE s.policy_id = p.id) >= 2), false) AS national
    FROM policies p WHERE p.organisation_id = relais.organisation()
    """
)
OVERTAKEN_BY = sql(
    """
    SELECT p.version, p.document::jsonb ->> 'in_force_from' AS day FROM policies p
    WHERE p.organisation_id = relais.organisation() AND p.region IS NOT DISTINCT FROM CAST(:region AS text)
      AND p.in_force_from <= relais.now()
      AND (p.in_force_from, p.version) > (CAST(:begins AS timestamptz), CAST(:version AS integer))
      AND (SELECT count(*) FROM policy_signatures s WHERE s.policy_id = p.id) >= 2
    ORDER BY p.in_force_from DESC, p.version DESC LIMIT 1
    """
)
"""A signed version that judges already and would go on judging: whichever comes before it never would (ELG-08)."""


@dataclass(frozen=True)
class ProposePolicy:
    """A new version of the actor's fund's policy."""

    policy: Policy


@command(
    event=PolicyProposed,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={"policies_organisation_id_version_key": VERSION_TAKEN},
    step_up=True,
)
async def propose_policy(
    uow: UnitOfWork, _: Actor, wish: ProposePolicy
) -> Done[UUID, PolicyProposed] | Refused:
    """Propose a version, with the first of its two signatures (ELG-08). Answers its id.

    Refused when the document contradicts itself or passes an absolute ceiling (FND-10), when its number is not the
    largest so far, when a version in force has a later date than this one, and for a region before the fund has
    national rules to fall back on (ELG-10).
    """
    found = faults(wish.policy)
    if found:
        return Refused(NOT_A_POLICY, {"faults": ", ".join(f"{f.code} ({f.where})" for f in found)})
    refused = await _out_of_order(uow, wish.policy)
    if refused:
        return refused
    zone = await uow.value(ZONE, region=wish.policy.region)
    if zone is None:
        return Refused(UNKNOWN_REGION)
    row = await uow.row(INSERT, **_columns(wish.policy), zone=zone)
    if row is None:
        return Refused(NOT_FOUND)
    overtaken = await _overtaken(uow, row)
    if overtaken:
        return overtaken
    uow.seal("policies", row["id"], dict(row))
    await uow.execute(SIGN, policy=row["id"])
    return Done(row["id"], PolicyProposed(subject=row["id"], version=wish.policy.version))


async def _out_of_order(uow: UnitOfWork, policy: Policy) -> Refused | None:
    """Whether this number comes too late, or these regional rules too early (ELG-08, ELG-10)."""
    so_far = await uow.row(SO_FAR)
    if so_far is not None and policy.version <= so_far["latest"]:
        return Refused(refusals.VERSION_BEHIND, {"version": policy.version, "latest": so_far["latest"]})
    if policy.region and not (so_far and so_far["national"]):
        return Refused(refusals.NATIONAL_FIRST)
    return None


async def _overtaken(uow: UnitOfWork, version: Any) -> Refused | None:
    """Whether this version would never judge, because a later one does already (ELG-08)."""
    later = await uow.row(
        OVERTAKEN_BY,
        region=version["region"],
        begins=version["in_force_from"],
        version=version["version"],
    )
    return Refused(refusals.OVERTAKEN, {"version": later["version"], "day": later["day"]}) if later else None


def _columns(policy: Policy) -> dict[str, Any]:
    return {
        "version": policy.version,
        "document": write(policy).decode(),
        "region": policy.region,
        "begins": policy.in_force_from,
        "ends": policy.in_force_until,
        **numbers(policy),
    }


def numbers(policy: Policy) -> dict[str, int]:
    """The document's own numbers, in cents, that the database holds decisions to."""
    return {
        "one_person_up_to_cents": policy.two_people_above(),
        "automatic_up_to_cents": max(rule.automatic_up_to_cents for rule in policy.categories),
        "self_issue_up_to_cents": policy.self_issue.per_case_cents,
        "payer_differs_above_cents": policy.payer_differs_above_cents,
    }


@dataclass(frozen=True)
class SignPolicy:
    """The second signature of a version."""

    policy_id: UUID


@command(
    event=PolicySigned,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={
        "policy_signatures_pkey": NEEDS_ANOTHER_PERSON,
        "policy_signatures_proposer": PROPOSER_MAY_NO_LONGER,
        "policy_signatures_lapsed": PROPOSAL_LAPSED,
    },
    step_up=True,
)
async def sign_policy(uow: UnitOfWork, _: Actor, wish: SignPolicy) -> Done[None, PolicySigned] | Refused:
    """Sign a version that a colleague proposed; from two signatures on it is in force at its date (ELG-08).

    Refused once whoever proposed it no longer administers the fund, when nobody signed within a week, and once a later
    version judges.
    """
    version = await uow.row(FIND, policy=wish.policy_id)
    if version is None:
        return Refused(NOT_FOUND)
    overtaken = await _overtaken(uow, version)
    if overtaken:
        return overtaken
    await uow.execute(SIGN, policy=wish.policy_id)
    return Done(None, PolicySigned(subject=wish.policy_id, version=version["version"]))
