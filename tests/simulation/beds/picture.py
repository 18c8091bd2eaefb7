"""What is so at one moment: beds, claims, referrals, places and escalations, as plain values without any behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

PROMISES = frozenset({"hold", "reservation"})


@dataclass(frozen=True)
class Bed:
    key: int
    id: UUID
    pool: int
    house: int
    active: bool
    cot: bool
    genders: frozenset[str]
    sleeps: int
    private: bool


@dataclass(frozen=True)
class Claim:
    key: int
    id: UUID
    bed: int
    pool: int
    house: int
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    lapses_at: datetime | None
    holder: UUID | None
    referral: UUID | None
    place: UUID | None
    anonymous: bool

    @property
    def live(self) -> bool:
        return self.state == "live"

    @property
    def promise(self) -> bool:
        return self.kind in PROMISES

    def binds(self, now: datetime) -> bool:
        """Whether this is a promise that somebody may rely on now."""
        return self.live and self.promise and self.lapses_at is not None and self.lapses_at > now

    def in_bed(self, now: datetime) -> bool:
        """Whether somebody is in the bed: past the expected end too, until a departure is noted."""
        return self.live and self.kind == "stay" and self.starts_at <= now

    def closes(self, now: datetime) -> bool:
        return self.live and self.kind == "closure" and self.starts_at <= now < self.ends_at

    def over(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(frozen=True)
class Referral:
    id: UUID
    house: int
    beds: int
    state: str
    answer_by: datetime | None
    held_until: datetime | None
    people: tuple[tuple[str, int], ...]

    def stands(self, now: datetime) -> str:
        """Its state with its deadline: silence is never yes."""
        deadline = self.answer_by if self.state == "asked" else self.held_until
        open_ = self.state in {"asked", "awaiting_self_call", "held", "confirmed"}
        return "lapsed" if open_ and deadline is not None and deadline <= now else self.state


@dataclass(frozen=True)
class Place:
    id: UUID
    operation: UUID
    gender: str
    withdrawn: bool
    arrived: bool
    operation_state: str
    window_ends_at: datetime


@dataclass(frozen=True)
class Escalation:
    id: UUID
    claim: UUID
    outcome: str | None
    place: UUID | None


@dataclass(frozen=True)
class Picture:
    now: datetime
    beds: Mapping[int, Bed]
    claims: Mapping[UUID, Claim]
    referrals: Mapping[UUID, Referral]
    places: Mapping[UUID, Place]
    escalations: Mapping[UUID, Escalation]
    agreements: Mapping[UUID, tuple[int, int]]
    """Places given, and places used, of each."""
    tonight: Mapping[int, tuple[int, int, int, int]]
    """Free, held, taken and closed by pool, as the database reckons them now."""
    board: Mapping[int, tuple[int, int, int, int] | None]
    """The same as the board keeps them; `None` where time alone has changed them since."""

    def of_house(self, house: int) -> list[Claim]:
        return [claim for claim in self.claims.values() if claim.house == house]

    def in_beds(self, house: int) -> list[Claim]:
        return [claim for claim in self.of_house(house) if claim.in_bed(self.now)]

    def usable(self, house: int) -> list[Bed]:
        """Beds that are not closed now; given-up ones count while somebody is in them."""
        closed = {claim.bed for claim in self.of_house(house) if claim.closes(self.now)}
        full = {claim.bed for claim in self.in_beds(house)}
        beds = [bed for bed in self.beds.values() if bed.house == house and (bed.active or bed.key in full)]
        return [bed for bed in beds if bed.key not in closed]

    def empty(self, house: int) -> int:
        """Beds in which nobody is, held ones included."""
        full = {claim.bed for claim in self.in_beds(house)}
        return sum(bed.key not in full for bed in self.usable(house))


BEDS = """
    SELECT b.key, b.id, b.pool_key AS pool, b.shelter_key AS house, p.sleeps, p.private, p.overflow AS cot,
        b.active AND (b.overflow_until IS NULL OR b.overflow_until > $1::timestamptz OR EXISTS (SELECT FROM claims c
            WHERE c.bed_key = b.key AND c.state = 'live' AND NOT c.anonymous
            AND (c.lapses_at IS NULL OR c.lapses_at > $1::timestamptz))) AS active, p.accepts_genders
    FROM beds b JOIN pools p ON p.key = b.pool_key
"""
CLAIMS = """
    SELECT key, id, bed_key AS bed, pool_key AS pool, shelter_key AS house, kind, state, starts_at, ends_at, lapses_at,
        holder_organisation_id AS holder, referral_id AS referral, place_id AS place, anonymous FROM claims
"""
REFERRALS = """
    SELECT id, shelter_key AS house, beds, state, answer_by, held_until, party FROM referrals
    ORDER BY asked_at, held_until, shelter_key, id
"""
PLACES = """
    SELECT p.id, p.operation_id AS operation, p.gender, p.withdrawn_at IS NOT NULL AS withdrawn,
        p.arrived_at IS NOT NULL AS arrived, o.state AS operation_state, o.window_ends_at
    FROM places p JOIN operations o ON o.id = p.operation_id ORDER BY o.created_at, o.window_starts_at, o.id, p.number
"""
ESCALATIONS = """
    SELECT e.id, e.claim_id AS claim, e.outcome, e.place_id AS place
    FROM escalations e JOIN claims c ON c.id = e.claim_id ORDER BY e.raised_at, c.key, e.settled_at
"""
AGREEMENTS = "SELECT id, places, relais.agreement_used(id) AS used FROM bed_agreements"
TONIGHT = """
    SELECT t.pool_key, t.free, t.held, t.taken, t.closed, a.free AS board_free, a.held AS board_held,
        a.taken AS board_taken, a.closed AS board_closed,
        a.next_change_at IS NULL OR a.next_change_at > $1::timestamptz AS still_so
    FROM relais.tally(ARRAY (SELECT key FROM pools), $1::timestamptz) t JOIN availability a ON a.pool_key = t.pool_key
"""


async def look(db: asyncpg.Connection, now: datetime) -> Picture:
    """Everything, as the owner of the database sees it."""
    await db.execute("SELECT set_config('relais.now', $1, false)", now.isoformat())
    tonight = await db.fetch(TONIGHT, now)
    return Picture(
        now=now,
        beds={row["key"]: _bed(row) for row in await db.fetch(BEDS, now)},
        claims={row["id"]: Claim(**row) for row in await db.fetch(CLAIMS)},
        referrals={row["id"]: _referral(row) for row in await db.fetch(REFERRALS)},
        places={row["id"]: Place(**row) for row in await db.fetch(PLACES)},
        escalations={row["id"]: Escalation(**row) for row in await db.fetch(ESCALATIONS)},
        agreements={row["id"]: (row["places"], row["used"]) for row in await db.fetch(AGREEMENTS)},
        tonight={row["pool_key"]: _figures(row, "") for row in tonight},
        board={row["pool_key"]: _figures(row, "board_") if row["still_so"] else None for row in tonight},
    )


def _figures(row: Any, prefix: str) -> tuple[int, int, int, int]:
    free, held, taken, closed = (row[prefix + name] for name in ("free", "held", "taken", "closed"))
    return free, held, taken, closed


def _bed(row: Any) -> Bed:
    said = {name: row[name] for name in row.keys() if name != "accepts_genders"}  # noqa: SIM118  (a record, not a dict)
    return Bed(**said, genders=frozenset(row["accepts_genders"]))


def _referral(row: Any) -> Referral:
    said = {name: row[name] for name in row.keys() if name != "party"}  # noqa: SIM118
    people = tuple((group["gender"], group["count"]) for group in row["party"]["people"])
    return Referral(**said, people=people)
