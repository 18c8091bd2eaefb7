"""What changes in a case: its opening, who accompanies it, and what follows from it."""

import secrets
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import msgspec

from service.cases import refusals
from service.cases.access import locked, pivots_of_the_case
from service.cases.consents import INSERT_CONSENT, GivenConsent
from service.cases.events import CaseOpened, CompanionsChanged
from service.cases.limits import VERSION, is_current
from service.cases.minors.rules import adults_beside
from service.cases.occasions.commands import NOTE, Context
from service.cases.rules import (
    UNDETERMINED,
    AgeBand,
    Companion,
    Form,
    Gender,
    Marker,
    code_from,
    marker_at,
    marker_index,
    pair_fault,
)
from service.partners.actor import Actor, Role, only
from service.refusals import CHANGED_MEANWHILE, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


class Dependant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who travels with the person: a child, or a relative (ELG-07)."""

    age_band: AgeBand
    gender: Gender = "not_determined"


class Party(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The person and who comes along, entered once for bed, fund and travel (CNF-08). Whoever else there is, relatives
    first, may be who exploits them: there is no next of kin (SAF-07)."""

    gender: Gender
    dependants: Annotated[tuple[Dependant, ...], msgspec.Meta(max_length=20)] = ()


@dataclass(frozen=True)
class OpenCaseWish:
    """The six fields of an opening, then the languages and the forms of exploitation when they are known (SAF-11,
    EXP-01). `limits_shown` is the version of the limits of confidentiality that the person was told (CNF-06); `context`
    the moment in which they ask (MIN-04)."""

    region: str
    age_band: AgeBand
    party: Party
    consents: tuple[GivenConsent, ...]
    backup_member_id: UUID
    limits_shown: int
    languages: tuple[str, ...] = UNDETERMINED
    forms: tuple[Form, ...] = ("not_determined",)
    context: Context = "first_contact"


@dataclass(frozen=True)
class Opened:
    """A case just opened: its code at once, and its marker."""

    id: UUID
    code: str
    marker: Marker
    version: int = 1


INSERT_CASE = sql(
    """ INSERT INTO cases (code, marker, organisation_id, pivot_member_id, backup_member_id, region,
    age_band, party, languages, forms, limits_shown, opened_by, opened_at, last_activity_at)
    VALUES (:code, :marker, relais.organisation(), relais.member(), :backup, :region, :age_band,
    CAST(:party AS jsonb), CAST(:languages AS text[]), CAST(:forms AS text[]), :limits, relais.member(),
    relais.now(), relais.now()) ON CONFLICT (code) DO NOTHING RETURNING id
    """
)
COMPANION = sql(
    """
    SELECT m.id, m.organisation_id, m.roles, o.kind AS sector,
           m.ends_on > relais.now() AND coalesce(o.accredited_until > relais.now(), true) AS accredited
    FROM members m JOIN organisations o ON o.id = m.organisation_id WHERE m.id = :member
    """
)


async def companion(uow: UnitOfWork, member_id: UUID) -> Companion | None:
    """A member of the actor's own organisation as a possible companion; None for anybody else."""
    row = await uow.row(COMPANION, member=member_id)
    if row is None:
        return None
    return Companion(
        row["id"], row["organisation_id"], row["sector"], frozenset(row["roles"]), row["accredited"]
    )


async def refused_pair(uow: UnitOfWork, pivot_id: UUID, backup_id: UUID) -> Refused | None:
    """Why these two cannot accompany a case (PIV-01, PIV-05), or None."""
    pivot, backup = await companion(uow, pivot_id), await companion(uow, backup_id)
    if pivot is None or backup is None:
        return Refused(refusals.CANNOT_ACCOMPANY, {"fault": "not_of_your_organisation"})
    fault = pair_fault(pivot, backup)
    if fault == "backup_is_pivot":
        return Refused(refusals.BACKUP_IS_PIVOT)
    return Refused(refusals.CANNOT_ACCOMPANY, {"fault": fault}) if fault else None


@command(
    event=CaseOpened,
    allowed=only(Role.PIVOT_WORKER),
    refusals={
        "cases_region_fkey": refusals.UNKNOWN_REGION,
        "cases_may_accompany": refusals.CANNOT_ACCOMPANY,
        "consents_shared_with_fkey": NOT_FOUND,
    },
)
async def open_case(uow: UnitOfWork, actor: Actor, wish: OpenCaseWish) -> Done[Opened, CaseOpened] | Refused:
    """Open a case under a random code (CNF-02), with its consents (CNF-01), the opener as pivot (PIV-01).

    Any accredited organisation opens one, and it looks the same whoever did (ACC-01, ACC-04). Refused when the limits
    that were shown are not today's (CNF-06), an adult is entered with a minor (MIN-06), the backup cannot accompany, or
    the region is unknown.
    """
    if not is_current(wish.limits_shown):
        return Refused(refusals.LIMITS_CHANGED, {"version": VERSION})
    if adults_beside(wish.age_band, (each.age_band for each in wish.party.dependants)):
        return Refused(refusals.ADULT_WITH_MINOR)
    if actor.member_id is None:
        return Refused(NOT_FOUND)
    refused = await refused_pair(uow, actor.member_id, wish.backup_member_id)
    if refused:
        return refused
    opened = await _insert(uow, wish)
    for consent in wish.consents:
        await uow.execute(
            INSERT_CONSENT,
            case=opened.id,
            kind=consent.kind,
            scope=consent.scope,
            shared_with=consent.shared_with,
        )
    await uow.execute(NOTE, case=opened.id, context=wish.context)
    event = CaseOpened(
        subject=opened.id,
        region=wish.region,
        pivot=actor.member_id,
        backup=wish.backup_member_id,
        scopes=tuple(consent.scope for consent in wish.consents),
    )
    return Done(opened, event)


async def _insert(uow: UnitOfWork, wish: OpenCaseWish) -> Opened:
    """A new row under a code that nobody has; with half a billion codes the second draw is already rare."""
    while True:
        code, marker = code_from(secrets.randbits(64)), marker_index(secrets.randbits(32))
        case_id = await uow.value(
            INSERT_CASE,
            code=code,
            marker=marker,
            backup=wish.backup_member_id,
            region=wish.region,
            age_band=wish.age_band,
            party=msgspec.to_builtins(wish.party),
            languages=list(wish.languages),
            forms=list(wish.forms),
            limits=wish.limits_shown,
        )
        if case_id:
            return Opened(case_id, code, marker_at(marker))


@dataclass(frozen=True)
class ChangeCompanions:
    """Hand a case over: a new pivot, a new backup, or both (PIV-03)."""

    case_id: UUID
    version: int
    pivot_member_id: UUID
    backup_member_id: UUID


HAND_OVER = sql("SELECT relais.hand_case_over(:case, :pivot, :backup)")


@command(
    event=CompanionsChanged,
    allowed=pivots_of_the_case,
    refusals={"cases_may_accompany": refusals.CANNOT_ACCOMPANY},
)
async def change_companions(
    uow: UnitOfWork, _: Actor, wish: ChangeCompanions
) -> Done[int, CompanionsChanged] | Refused:
    """Name another pivot or backup; the case keeps its whole history (PIV-02, PIV-03). Answers the new version."""
    case = await locked(uow, wish.case_id)
    if case is None:
        return Refused(NOT_FOUND)
    if case.version != wish.version:
        return Refused(CHANGED_MEANWHILE, {"version": case.version})
    refused = await refused_pair(uow, wish.pivot_member_id, wish.backup_member_id)
    if refused:
        return refused
    version: int = await uow.value(
        HAND_OVER, case=case.id, pivot=wish.pivot_member_id, backup=wish.backup_member_id
    )
    changed = CompanionsChanged(subject=case.id, pivot=wish.pivot_member_id, backup=wish.backup_member_id)
    return Done(version, changed)
