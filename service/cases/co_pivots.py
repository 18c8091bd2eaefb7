"""A pivot worker of another organisation who follows a case: with the person's consent, until a date (PIV-04)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.cases import refusals
from service.cases.access import pivots_of_the_case
from service.cases.consents import SHARING_REFUSALS, consented
from service.cases.events import CoPivotNamed
from service.cases.rules import Companion, companion_fault
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class NameCoPivot:
    """Let a pivot worker of another organisation follow the case, until a date (PIV-04)."""

    case_id: UUID
    member_id: UUID
    until: datetime


PIVOT_CARD = sql("SELECT * FROM relais.pivot_card(:member)")
CHANGE_ACCESS = sql("UPDATE case_access SET until = :until WHERE case_id = :case AND member_id = :member")
GIVE_ACCESS = sql(
    """
    INSERT INTO case_access (case_id, member_id, organisation_id, owner_organisation_id, given_by, given_at, until)
    VALUES (:case, :member, :organisation, relais.organisation(), relais.member(), relais.now(), :until)
    ON CONFLICT (case_id, member_id) DO UPDATE SET until = EXCLUDED.until
    """
)


@command(event=CoPivotNamed, allowed=pivots_of_the_case, refusals=SHARING_REFUSALS)
async def name_co_pivot(
    uow: UnitOfWork, actor: Actor, wish: NameCoPivot
) -> Done[None, CoPivotNamed] | Refused:
    """A local co-pivot reads the case and asks the fund for it (PIV-04), for as long as the person agrees to share with
    that organisation (CNF-01).

    A partner that works beside child protection follows a minor's case like this, and police never do (MIN-08, PIV-05).
    Refused for police and the unaccredited, and for an organisation that the case keeps away (CNF-07).
    """
    if wish.until <= uow.now:
        return Refused(refusals.ENDS_TOO_SOON)
    row = await uow.row(PIVOT_CARD, member=wish.member_id)
    if row is None:
        return Refused(NOT_FOUND)
    organisation = row["organisation_id"]
    fault = companion_fault(
        Companion(wish.member_id, organisation, row["sector"], frozenset(row["roles"]), row["accredited"])
    )
    if fault:
        return Refused(refusals.CANNOT_ACCOMPANY, {"fault": fault})
    elsewhere = organisation != actor.organisation_id
    if elsewhere and not await consented(uow, wish.case_id, "share_with_organisation", organisation):
        return Refused(refusals.CONSENT_MISSING, {"scope": "share_with_organisation"})
    await _give(uow, wish, organisation)
    return Done(None, CoPivotNamed(subject=wish.case_id, member=wish.member_id, organisation=organisation))


async def _give(uow: UnitOfWork, wish: NameCoPivot, organisation: UUID) -> None:
    """Change the date of an access, or give a new one; the database asks the consent again for every longer one."""
    if not await uow.execute(CHANGE_ACCESS, case=wish.case_id, member=wish.member_id, until=wish.until):
        await uow.execute(
            GIVE_ACCESS,
            case=wish.case_id,
            member=wish.member_id,
            organisation=organisation,
            until=wish.until,
        )
