"""A pivot's list: each case with where its bed stands, and how much of what was asked of funds is answered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.cases.rules import Marker, marker_at
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class CaseLine:
    """A case in one line. `decided` of `asked` requests to funds have an answer that is a yes, whole or in part."""

    id: UUID
    code: str
    marker: Marker
    state: str
    is_pivot: bool
    age_band: str
    bed_kind: str | None
    bed_state: str | None
    bed_until: datetime | None
    decided: int
    asked: int


LINES = sql(
    """
    SELECT c.id, c.code, c.marker, c.state, c.pivot_member_id = relais.member() AS is_pivot, c.age_band,
        b.kind AS bed_kind, b.state AS bed_state, b.ends_at AS bed_until, m.decided, m.asked
    FROM cases c
        LEFT JOIN LATERAL (
            SELECT p.kind, p.state, p.ends_at FROM relais.placements_of_case(c.id) p ORDER BY p.linked_at DESC LIMIT 1
        ) b ON true
        CROSS JOIN LATERAL (
            SELECT (count(*) FILTER (WHERE r.state NOT IN ('submitted', 'declined', 'withdrawn', 'failed')))::int
                    AS decided,
                (count(*) FILTER (WHERE r.state <> 'withdrawn'))::int AS asked
            FROM relais.requests_of_case(c.id) r
        ) m
    WHERE c.id IN (SELECT relais.my_cases())
    ORDER BY c.state = 'resting', c.last_activity_at DESC, c.id LIMIT :limit
    """
)


async def case_lines(session: Session, limit: int) -> list[CaseLine] | Refused:
    """The actor's cases, the latest touched first, those at rest last; for pivot workers."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    rows = await session.rows(LINES, limit=limit)
    return [CaseLine(**{**row, "marker": marker_at(row["marker"])}) for row in rows]


@dataclass(frozen=True)
class Colleague:
    """A pivot worker of one's own organisation, by their work address: for choosing a backup, on a page alone."""

    id: UUID
    email: str
    is_you: bool


COLLEAGUES = sql(
    """
    SELECT m.id, m.email, m.id = relais.member() AS is_you FROM members m
    WHERE m.organisation_id = relais.organisation() AND 'pivot_worker' = ANY (m.roles) AND m.ends_on > relais.now()
    ORDER BY m.email
    """
)
LAST_BACKUP = sql(
    """
    SELECT backup_member_id FROM cases
    WHERE pivot_member_id = relais.member() AND backup_member_id IS NOT NULL ORDER BY opened_at DESC LIMIT 1
    """
)


async def colleagues(session: Session) -> list[Colleague]:
    """Who can be pivot or backup here; empty for whoever is no pivot worker (PIV-01)."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return []
    return [Colleague(**row) for row in await session.rows(COLLEAGUES)]


async def last_backup(session: Session) -> UUID | None:
    """Whom the actor named last: the likeliest next one."""
    found: UUID | None = await session.value(LAST_BACKUP)
    return found


@dataclass(frozen=True)
class Partner:
    """An organisation that shares a network with one's own."""

    id: UUID
    name: str
    regions: tuple[str, ...]


PARTNERS = sql(
    """
    SELECT DISTINCT o.id, o.name, o.regions
    FROM unnest(CAST(:kinds AS text[])) AS k (kind) CROSS JOIN LATERAL relais.partners_of_kind(k.kind) o
    ORDER BY o.name
    """
)


async def partners(session: Session, *kinds: str) -> list[Partner]:
    """Partners of these kinds, by name: whom a case may go to, or be shared with (PIV-04, CNF-01)."""
    rows = await session.rows(PARTNERS, kinds=list(kinds))
    return [Partner(row["id"], row["name"], tuple(row["regions"])) for row in rows]


@dataclass(frozen=True)
class PartnerPivot:
    """A pivot worker of a partner, whose work address somebody gave."""

    member_id: UUID
    organisation_id: UUID


BY_ADDRESS = sql(
    """
    SELECT m.id AS member_id, c.organisation_id FROM (SELECT relais.pivot_by_address(:email) AS id) m
    CROSS JOIN LATERAL relais.pivot_card(m.id) c WHERE m.id IS NOT NULL
    """
)


async def pivot_by_address(session: Session, email: str) -> PartnerPivot | None:
    """Who can be named co-pivot: a pivot worker of a partner, by their work address; no list is read (CNF-05, PIV-04).

    None for anybody else, and for whoever is no pivot worker.
    """
    row = await session.row(BY_ADDRESS, email=email.strip().lower())
    return PartnerPivot(**row) if row else None
