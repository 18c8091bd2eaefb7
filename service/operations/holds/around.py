"""What an investigator chooses from beside the places: who else acts, who takes over, until when answers are due."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.partners.duty_numbers import duty_numbers
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class Colleague:
    """An investigator of the same service, by the address they work with."""

    id: UUID
    email: str


@dataclass(frozen=True)
class Named:
    """Whom an operation names: its investigators, and the supervisor who acts when they are off duty."""

    investigators: tuple[UUID, ...]
    supervisor: UUID | None


@dataclass(frozen=True)
class Successor:
    """An organisation that may take over, and where it answers at any hour."""

    id: UUID
    name: str
    duty_number: str | None


COLLEAGUES = sql(
    """
    SELECT m.id, m.email FROM members m
    WHERE m.organisation_id = relais.organisation() AND 'investigator' = ANY (m.roles) AND m.ends_on > relais.now()
        AND m.id <> relais.member()
    ORDER BY m.email LIMIT 200
    """
)
NAMED = sql("SELECT member_id, part FROM operation_members WHERE operation_id = :operation")
SUCCESSORS = sql(
    """
    SELECT id, name, duty_number FROM relais.partners_of_kind('pivot')
    UNION ALL SELECT id, name, duty_number FROM relais.partners_of_kind('shelter')
    """
)
DUE = sql("SELECT relais.operation_answer_due(:operation)")


async def colleagues(session: Session) -> list[Colleague]:
    """Whom an operation can name beside its maker (OPS-11)."""
    return [Colleague(**row) for row in await session.rows(COLLEAGUES)]


async def named_by(session: Session, operation_id: UUID) -> Named:
    """Whom this operation names; nobody where it does not name the caller."""
    rows = await session.rows(NAMED, operation=operation_id)
    supervisors = [row["member_id"] for row in rows if row["part"] == "supervisor"]
    others = tuple(row["member_id"] for row in rows if row["part"] != "supervisor")
    return Named(others, supervisors[0] if supervisors else None)


async def successors(session: Session) -> list[Successor]:
    """Who can take over from the police: partners that accompany people or house them (OPS-14). Pivot organisations
    come first."""
    rows = await session.rows(SUCCESSORS)
    numbers = await duty_numbers(session, rows, "id")
    return [Successor(row["id"], row["name"], numbers.get(row["id"])) for row in rows]


async def answer_due(session: Session, operation_id: UUID) -> datetime | None:
    """Until when the next house that the caller knows to be asked may answer (OPS-03). None when nobody is."""
    found: datetime | None = await session.value(DUE, operation=operation_id)
    return found
