"""The network of scenario A, as far as operations need it: shelters S3, S4, S7, S8 and S10, two police services, a
pivot organisation, a coordination, and agreements P1-S4, P1-S7 and P1-S8."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from service.partners.actor import Role
from tests.network import Network

ALL = ["woman", "man", "trans_woman", "trans_man", "non_binary"]


@dataclass(frozen=True)
class Shelter:
    """One shelter of the stage, with its people."""

    key: int
    id: UUID
    organisation: UUID
    coordinator: UUID
    desk: UUID


@dataclass(frozen=True)
class Stage:
    """Everybody in scenario A."""

    superuser: asyncpg.Connection
    p1: UUID
    investigator: UUID
    colleague: UUID
    p2: UUID
    other_investigator: UUID
    clinic: UUID
    pivot: UUID
    coordination: UUID
    coordinator: UUID
    auditor: UUID
    shelters: dict[str, Shelter]
    agreements: dict[str, UUID]

    async def held(self) -> dict[str, int]:
        """Live claims of operations, by shelter."""
        names = {shelter.key: name for name, shelter in self.shelters.items()}
        rows = await self.superuser.fetch(
            """
            SELECT shelter_key, count(*) AS n FROM claims WHERE state = 'live' AND place_id IS NOT NULL
            GROUP BY shelter_key
            """
        )
        return {names[row["shelter_key"]]: row["n"] for row in rows}


async def scenario_a(network: Network, now: datetime) -> Stage:
    """Scenario A's people, shelters and agreements, counted just now."""
    db = network.superuser
    ontario = ["CA-ON"]
    p1, p2 = [await network.organisation("police", regions=ontario) for _ in range(2)]
    clinic = await network.organisation("pivot", regions=ontario)
    coordination = await network.organisation("coordination", duty_number="555-0100", regions=ontario)
    audit = await network.organisation("audit", regions=ontario)
    shelters = {
        "S3": await _shelter(
            network, now, "migrant_refugee_women_families", "Toronto", 4, profile={"claimant_only": "strict"}
        ),
        "S4": await _shelter(
            network, now, "men_migrant", "Toronto", 3, profile={"claimant_only": "flexible"}, genders=["man"]
        ),
        "S7": await _shelter(network, now, "safe_house_rotating", "", 4, max_nights=3),
        "S8": await _shelter(network, now, "hotel_partner", "Hamilton", 8, sleeps=2),
        "S10": await _shelter(network, now, "homeless", "Hamilton", 20, genders=["man"], security="low"),
    }
    await network.together(p1, p2, clinic, coordination, *(s.organisation for s in shelters.values()))
    agreements = {
        "S4": await agreement(db, shelters["S4"], p1, places=2, notice=12, longest=48, now=now),
        "S7": await agreement(db, shelters["S7"], p1, places=3, notice=0, longest=24, now=now),
        "S8": await agreement(db, shelters["S8"], p1, places=4, notice=2, longest=72, now=now),
    }
    return Stage(
        superuser=db,
        p1=p1,
        investigator=await network.member(p1, Role.INVESTIGATOR, language="en"),
        colleague=await network.member(p1, Role.INVESTIGATOR, language="en"),
        p2=p2,
        other_investigator=await network.member(p2, Role.INVESTIGATOR, language="en"),
        clinic=clinic,
        pivot=await network.member(clinic, Role.PIVOT_WORKER, language="en"),
        coordination=coordination,
        coordinator=await network.member(coordination, Role.REGIONAL_COORDINATOR, language="en"),
        auditor=await network.member(audit, Role.AUDITOR),
        shelters=shelters,
        agreements=agreements,
    )


async def _shelter(
    network: Network,
    now: datetime,
    kind: str,
    city: str,
    beds: int,
    *,
    profile: dict[str, Any] | None = None,
    genders: list[str] | None = None,
    sleeps: int = 1,
    security: str = "standard",
    max_nights: int | None = None,
) -> Shelter:
    db = network.superuser
    organisation = await network.organisation(
        "hotel" if kind == "hotel_partner" else "shelter", regions=["CA-ON"]
    )
    row = await db.fetchrow(
        """ INSERT INTO shelters (organisation_id, name, kind, region, city, time_zone, published, vetted_on,
        profile, counted_at, count_source, security_level, available_until, max_nights) VALUES ($1, $2, $3, 'CA-ON',
        $4, 'America/Toronto', true, $5, $6::text::jsonb, CAST($7 AS timestamptz), 'desk', $8, CASE WHEN $3 =
        'safe_house_rotating' THEN CAST($7 AS timestamptz) + interval '30 days' END, $9) RETURNING key, id
        """,
        organisation,
        f"{kind} {city}",
        kind,
        city,
        now.date(),
        _json(profile or {}),
        now,
        security,
        max_nights,
    )
    await pool_of(db, row["key"], organisation, beds=beds, genders=genders or ALL, sleeps=sleeps)
    return Shelter(
        row["key"],
        row["id"],
        organisation,
        await network.member(organisation, Role.SHELTER_COORDINATOR, language="en"),
        await network.member(organisation, Role.FRONT_DESK, language="en"),
    )


def _json(value: dict[str, Any]) -> str:
    return "{" + ", ".join(f'"{key}": "{text}"' for key, text in value.items()) + "}"


async def pool_of(
    db: asyncpg.Connection,
    shelter_key: int,
    organisation: UUID,
    *,
    beds: int,
    genders: list[str],
    sleeps: int,
) -> int:
    """A pool of equal beds; rooms of their own when they sleep more than one."""
    pool: int = await db.fetchval(
        """
        INSERT INTO pools (shelter_key, organisation_id, sleeps, private, accepts_genders)
        VALUES ($1, $2, $3::int, $3::int > 1, $4) RETURNING key
        """,
        shelter_key,
        organisation,
        sleeps,
        genders,
    )
    await db.execute(
        """
        INSERT INTO beds (pool_key, shelter_key, organisation_id, label)
        SELECT $1, $2, $3, n::text FROM generate_series(1, $4::int) n
        """,
        pool,
        shelter_key,
        organisation,
        beds,
    )
    return pool


async def agreement(
    db: asyncpg.Connection,
    shelter: Shelter,
    partner: UUID,
    *,
    places: int,
    notice: int,
    longest: int,
    now: datetime,
    answer: str = "automatic",
) -> UUID:
    """An agreement in force."""
    found: UUID = await db.fetchval(
        """
        INSERT INTO bed_agreements (id, organisation_id, partner_organisation_id, shelter_key, places, notice_hours,
            longest_hold_hours, answer, review_on, state, proposed_by, proposed_at, answered_by, answered_at)
        VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, 'in_force', $9, $10, $9, $10) RETURNING id
        """,
        shelter.organisation,
        partner,
        shelter.key,
        places,
        notice,
        longest,
        answer,
        (now + timedelta(days=300)).date(),
        shelter.coordinator,
        now,
    )
    return found
