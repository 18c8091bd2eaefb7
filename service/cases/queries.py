"""What whoever accompanies a case reads of it (CNF-04).

A case is found among one's own, by its code; there is no search of persons, in one organisation or in all (IMM-06).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.cases.minors.queries import duty_rule
from service.cases.rules import AgeBand, Marker, PanelState, duty_panel, marker_at
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused, Said
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class CaseCard:
    """One line of a pivot's list."""

    id: UUID
    code: str
    marker: Marker
    region: str
    age_band: str
    state: str
    is_pivot: bool
    opened_at: datetime
    last_activity_at: datetime


@dataclass(frozen=True)
class ConsentView:
    """A consent, in force until it is withdrawn."""

    id: UUID
    scope: str
    kind: str
    shared_with: UUID | None
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class ExclusionView:
    """A place that the person will not be near."""

    id: UUID
    kind: str
    value: str


@dataclass(frozen=True)
class PlacementView:
    """A place that the case led to, with the state that its bed is in."""

    id: UUID
    claim_id: UUID
    shelter_name: str
    region: str
    city: str
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    options_shown: int | None
    person_chose: bool | None
    linked_at: datetime


@dataclass(frozen=True)
class DutyView:
    """The duty-to-report panel, and the last answer of a worker (MIN-01)."""

    state: PanelState
    outcome: str | None = None
    done_by: str | None = None
    done_on: date | None = None
    reason: str | None = None
    noted_at: datetime | None = None
    rule: Said | None = None
    """The province's rule, shown while the panel is (MIN-01)."""
    rule_source: str | None = None
    rule_stated_on: date | None = None
    rule_checked_by_lawyer: bool | None = None


@dataclass(frozen=True)
class CaseView:
    """A case as its pivots see it."""

    id: UUID
    code: str
    marker: Marker
    organisation_id: UUID
    pivot_member_id: UUID
    backup_member_id: UUID | None
    """Empty when the backup has left and nobody is named yet (PIV-01): an alert says so."""
    region: str
    age_band: str
    party: dict[str, Any]
    languages: list[str]
    forms: list[str]
    risk: str
    contact: str
    """Through the pivot only, unless the person said more (SAF-06)."""
    state: str
    version: int
    opened_at: datetime
    last_activity_at: datetime
    consents: list[ConsentView]
    exclusions: list[ExclusionView]
    placements: list[PlacementView]
    duty: DutyView


@dataclass(frozen=True)
class CompanionView:
    """A colleague who can be pivot or backup."""

    member_id: UUID
    is_you: bool


_MINE = """
    (relais.member() IN (c.pivot_member_id, c.backup_member_id)
     OR EXISTS (SELECT FROM case_access a WHERE a.case_id = c.id AND a.member_id = relais.member()
        AND a.until > relais.now()))
"""
LIST = sql(
    f"""
    SELECT c.id, c.code, c.marker, c.region, c.age_band, c.state, c.pivot_member_id = relais.member() AS is_pivot,
           c.opened_at, c.last_activity_at
    FROM cases c
    WHERE {_MINE} AND (CAST(:before AS timestamptz) IS NULL
        OR (c.opened_at, c.id) < (CAST(:before AS timestamptz), CAST(:before_id AS uuid)))
    ORDER BY c.opened_at DESC, c.id DESC LIMIT :limit
    """  # noqa: S608  # only constants of this module
)
CASE = sql(
    f"""
    SELECT c.id, c.code, c.marker, c.organisation_id, c.pivot_member_id, c.backup_member_id, c.region, c.age_band,
           c.party, c.languages, c.forms, c.risk, c.contact, c.state, c.version, c.opened_at, c.last_activity_at
    FROM cases c WHERE c.id = :case AND {_MINE}
    """  # noqa: S608  # only constants of this module
)
CONSENTS = sql(
    """
    SELECT id, scope, kind, shared_with, given_at, withdrawn_at FROM consents
    WHERE case_id = :case ORDER BY given_at, scope, id
    """
)
EXCLUSIONS = sql(
    "SELECT id, kind, value FROM exclusions WHERE case_id = :case AND lifted_at IS NULL ORDER BY added_at, id"
)
PLACEMENTS = sql("SELECT * FROM relais.placements_of_case(:case)")
DUTY = sql(
    """
    SELECT outcome, done_by, done_on, reason, noted_at FROM duty_reports WHERE case_id = :case
    ORDER BY noted_at DESC LIMIT 1
    """
)
COMPANIONS = sql(
    """
    SELECT m.id AS member_id, m.id = relais.member() AS is_you FROM members m
    WHERE m.organisation_id = relais.organisation() AND 'pivot_worker' = ANY (m.roles)
      AND m.ends_on > relais.now() ORDER BY m.email
    """
)


async def my_cases(
    session: Session, before: tuple[datetime, UUID] | None, limit: int
) -> list[CaseCard] | Refused:
    """The cases that the actor accompanies, newest first, from a position on."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    at, after = before or (None, None)
    rows = await session.rows(LIST, before=at, before_id=after, limit=limit)
    return [CaseCard(**{**row, "marker": marker_at(row["marker"])}) for row in rows]


async def case_of(session: Session, case_id: UUID) -> CaseView | None:
    """One case with all that hangs on it; None when it does not exist or is not theirs."""
    row = await session.row(CASE, case=case_id)
    if row is None:
        return None
    return CaseView(
        **{**row, "marker": marker_at(row["marker"])},
        consents=[ConsentView(**each) for each in await session.rows(CONSENTS, case=case_id)],
        exclusions=[ExclusionView(**each) for each in await session.rows(EXCLUSIONS, case=case_id)],
        placements=[PlacementView(**each) for each in await session.rows(PLACEMENTS, case=case_id)],
        duty=await _duty(session, case_id, row["region"], _bands(row["age_band"], row["party"])),
    )


def _bands(age_band: AgeBand, party: dict[str, Any]) -> list[AgeBand]:
    return [age_band, *(each["age_band"] for each in party.get("dependants", []))]


async def _duty(session: Session, case_id: UUID, region: str, bands: list[AgeBand]) -> DutyView:
    row = await session.row(DUTY, case=case_id)
    state = duty_panel(bands, row is not None)
    rule = await duty_rule(session, region) if state != "not_needed" else None
    view = DutyView(state, **(row or {}))
    if rule is None:
        return view
    return replace(
        view,
        rule=rule.text,
        rule_source=rule.source,
        rule_stated_on=rule.stated_on,
        rule_checked_by_lawyer=rule.checked_by_lawyer,
    )


async def companions(session: Session) -> list[CompanionView] | Refused:
    """Pivot workers of the actor's organisation, as identifiers: names are for the sign-in (CNF-05)."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    return [CompanionView(**row) for row in await session.rows(COMPANIONS)]
