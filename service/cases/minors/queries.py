"""The rule of a province, and what waits for a pivot on a day (MIN-01, MIN-02, MIN-05)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from service.cases.minors.rules import DutyRule, said
from service.cases.rules import needs_duty_panel
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused, Said
from service.store.session import Session
from service.store.statements import sql

RULE = sql("SELECT * FROM duty_rules WHERE region = :region ORDER BY stated_on DESC LIMIT 1")
RULES = sql("SELECT DISTINCT ON (region) * FROM duty_rules ORDER BY region, stated_on DESC")
OWED = sql(
    """
    SELECT c.id AS case_id, c.code, c.age_band, c.party, CAST(c.opened_at AS date) AS since
    FROM cases c WHERE relais.member() IN (c.pivot_member_id, c.backup_member_id)
        AND NOT EXISTS (SELECT FROM duty_reports d WHERE d.case_id = c.id)
    ORDER BY c.opened_at, c.code LIMIT 1000
    """
)
DATED = sql(
    """
    SELECT c.id AS case_id, c.code, r.kind, r.remind_on AS since FROM case_reminders r JOIN cases c ON c.id = r.case_id
    WHERE relais.member() IN (c.pivot_member_id, c.backup_member_id) AND r.done_at IS NULL AND r.remind_on <= :today
    ORDER BY r.remind_on, c.code LIMIT 200
    """
)


def _rule(row: Any) -> DutyRule:
    text = said(
        Said(row["law_fr"], row["law_en"]),
        Said(row["whom_fr"], row["whom_en"]),
        Said(row["particular_fr"], row["particular_en"]),
    )
    return DutyRule(text, row["source"], row["stated_on"], row["checked_by_lawyer"])


FALLEN = sql(
    """
    SELECT c.id AS case_id, c.code, 'room_without_hotel' AS kind, CAST(b.booked_at AS date) AS since
    FROM cases c CROSS JOIN LATERAL relais.rooms_of_case(c.id) b
    WHERE relais.member() IN (c.pivot_member_id, c.backup_member_id)
        AND b.room_state IN ('declined', 'refused_at_door', 'lapsed', 'withdrawn')
        AND b.request_state IN ('submitted', 'approved', 'partly_approved')
    ORDER BY b.booked_at, c.code LIMIT 200
    """
)


async def duty_rule(session: Session, region: str) -> DutyRule | None:
    """The newest rule of a province or territory, with its source and its date; `None` for a region without one
    (MIN-02)."""
    row = await session.row(RULE, region=region)
    return _rule(row) if row else None


@dataclass(frozen=True)
class RegionRule:
    """A province's rule as everybody may read it."""

    region: str
    rule: DutyRule


READERS = (Role.PIVOT_WORKER, Role.SHELTER_COORDINATOR, Role.REGIONAL_COORDINATOR)


async def duty_rules(session: Session) -> list[RegionRule] | Refused:
    """The rules of all provinces and territories (MIN-02), for those who accompany, house or coordinate."""
    if not session.actor.has(*READERS):
        return Refused(NOT_ALLOWED)
    return [RegionRule(row["region"], _rule(row)) for row in await session.rows(RULES)]


@dataclass(frozen=True)
class Task:
    """Something that waits for a case's pivot or backup, since a day. It holds nothing up."""

    case_id: UUID
    code: str
    kind: Literal["duty_to_report", "turns_18", "offer_again", "room_without_hotel"]
    since: date


async def tasks(session: Session) -> list[Task] | Refused:
    """What waits for the actor today: panels that nobody has filled (MIN-01), dated reminders (MIN-05), and money asked
    for a hotel room that came to nothing, to be taken back (BED-09)."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    owed = [
        Task(row["case_id"], row["code"], "duty_to_report", row["since"])
        for row in await session.rows(OWED)
        if needs_duty_panel(
            [row["age_band"], *(each["age_band"] for each in row["party"].get("dependants", []))]
        )
    ]
    dated = [Task(**row) for row in await session.rows(DATED, today=session.now.date())]
    fallen = [Task(**row) for row in await session.rows(FALLEN)]
    return owed + dated + fallen
