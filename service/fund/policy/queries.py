"""Policies as they are read: the one in force, and a fund's versions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.fund.policy.document.policy import Policy
from service.fund.policy.rules import read
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class InForce:
    """The policy that a fund's requests are judged by now."""

    id: UUID
    policy: Policy


@dataclass(frozen=True)
class PolicyView:
    """A version, with how many have signed it."""

    id: UUID
    version: int
    region: str | None
    in_force_from: datetime
    in_force_until: datetime | None
    proposed_at: datetime
    signatures: int
    in_force: bool
    policy: Policy


IN_FORCE = sql("SELECT id, document FROM relais.policy_in_force(:fund, :region)")
BY_ID = sql("SELECT document FROM policies WHERE id = :policy")
VERSIONS = sql(
    """
    SELECT p.id, p.version, p.region, p.in_force_from, p.in_force_until, p.proposed_at, p.document,
           (SELECT count(*) FROM policy_signatures s WHERE s.policy_id = p.id) AS signatures,
           p.id IS NOT DISTINCT FROM (
               SELECT f.id FROM relais.policy_in_force(p.organisation_id, p.region) f) AS in_force
    FROM policies p ORDER BY p.version DESC LIMIT 200
    """
)


WAITING = sql(
    """
    SELECT p.id, p.version, p.proposed_by = relais.member() AS by_you
    FROM policies p WHERE p.organisation_id = relais.organisation()
      AND (SELECT count(*) FROM policy_signatures s WHERE s.policy_id = p.id) < 2
      AND p.proposed_at > relais.now() - interval '7 days'
    ORDER BY p.version DESC
    """
)


@dataclass(frozen=True)
class WaitingVersion:
    """A version that waits for its second signature, and whether the reader proposed it."""

    id: UUID
    version: int
    by_you: bool


async def waiting_versions(session: Session) -> list[WaitingVersion]:
    """The versions of the actor's own fund that can still be signed, newest first (ELG-08)."""
    return [WaitingVersion(**row) for row in await session.rows(WAITING)]


async def in_force(session: Session, fund_id: UUID, region: str) -> InForce | None:
    """The policy that judges a region's requests at this moment: its own, else the national one (ELG-10).

    None when the fund has none that two people signed.
    """
    row = await session.row(IN_FORCE, fund=fund_id, region=region)
    return InForce(row["id"], read(row["document"].encode())) if row else None


async def versions(session: Session) -> list[PolicyView] | Refused:
    """The versions of the actor's own fund, newest first (ELG-08)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [
        PolicyView(
            row["id"],
            row["version"],
            row["region"],
            row["in_force_from"],
            row["in_force_until"],
            row["proposed_at"],
            row["signatures"],
            row["in_force"],
            read(row["document"].encode()),
        )
        for row in await session.rows(VERSIONS)
    ]
