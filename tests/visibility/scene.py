"""A world in which every kind of information of the matrix stands once, with words that occur nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from service.clock import SetClock
from service.fund.policy.rules import ATTESTATIONS
from service.partners.actor import Role
from tests.api.world import World, build
from tests.network import Network

FORM = "forced_criminality"
ADDRESS = "17 rue du Canari"
HOUSE = "Maison Canari"
SERVICE = "Service Canari"
RUNS = "Organisme Canari"


@dataclass(frozen=True)
class Scene:
    """The world, its people in each role (and the network administrator), and what marks each kind of information."""

    world: World
    people: Mapping[Role, UUID]
    marks: Mapping[str, frozenset[str]]
    own: Mapping[str, str]
    """Single values that the yes cells are held against."""


async def stage_it(client: httpx.AsyncClient, as_: Any, clock: SetClock, network: Network) -> Scene:
    """The world of all operations, with a house that has a case's person, an address, hotel nights and a name of its
    own, and a colleague's case beside it."""
    world = await build(client, as_, clock, network)
    await _name_the_houses(world)
    mine = await a_case_with_a_bed(world)
    other = await _a_colleagues_case(world)
    money = await _hotel_nights(world, mine["case"])
    await _write_address(world)
    administrator = await network.member(await network.organisation("network"), Role.NETWORK_ADMINISTRATOR)
    house = world.stage.shelters["S10"]
    people = {
        **world.people,
        Role.SHELTER_COORDINATOR: house.coordinator,
        Role.FRONT_DESK: house.desk,
        Role.NETWORK_ADMINISTRATOR: administrator,
    }
    own = {
        **mine,
        **other,
        **money,
        "house": str(house.id),
        "house_name": f"{HOUSE} S10",
        "on_the_board": f"{HOUSE} S7",
    }
    return Scene(world, people, await _marks(world, own), own)


async def _name_the_houses(world: World) -> None:
    for name, house in world.stage.shelters.items():
        await world.db.execute("UPDATE shelters SET name = $1 WHERE key = $2", f"{HOUSE} {name}", house.key)
        await world.db.execute(
            "UPDATE organisations SET name = $1 WHERE id = $2", f"{RUNS} {name}", house.organisation
        )
    await world.db.execute("UPDATE organisations SET name = $1 WHERE id = $2", SERVICE, world.stage.p1)


def _opening(backup: UUID) -> dict[str, Any]:
    return {
        "region": "CA-ON",
        "age_band": "25+",
        "party": {"gender": "man"},
        "languages": ["hu"],
        "consents": [{"scope": "bed"}, {"scope": "fund"}],
        "backup_member_id": str(backup),
        "limits_shown": 1,
        "forms": [FORM],
    }


async def a_case_with_a_bed(world: World) -> dict[str, str]:
    """A person of the pivot's case who sleeps in house S10 since just now."""
    pivot, house, now = world.stage.pivot, world.stage.shelters["S10"], world.clock.now()
    case = await world.post(pivot, "/cases", _opening(world.backup))
    await world.db.execute("UPDATE cases SET risk = 'high' WHERE id = $1", UUID(case["id"]))
    referral = await world.post(
        pivot,
        "/referrals",
        {
            "shelter_id": str(house.id),
            "question": {"party": {"people": [{"gender": "man", "age_band": "25+"}]}},
            "expected_at": (now + timedelta(hours=1)).isoformat(),
            "case_id": case["id"],
            "low_security_reason": "person_chose",
        },
    )
    consent = {"scope": "share_with_organisation", "shared_with": str(house.organisation)}
    await world.post(pivot, f"/cases/{case['id']}/consents", consent)
    share = {"referral_id": referral["id"], "what": ["forms", "risk"]}
    await world.post(pivot, f"/cases/{case['id']}/shares", share)
    await world.post(house.desk, f"/referrals/{referral['id']}/confirm")
    placement = await world.post(
        pivot, f"/cases/{case['id']}/placements", {"claim_id": referral["claim_ids"][0]}
    )
    await world.post(house.desk, f"/referrals/{referral['id']}/arrival")
    code = await world.db.fetchval("SELECT code FROM cases WHERE id = $1", UUID(case["id"]))
    stay = await world.db.fetchval(
        "SELECT id FROM claims WHERE referral_id = $1 AND kind = 'stay'", UUID(referral["id"])
    )
    return {
        "case": case["id"],
        "code": code,
        "referral": referral["id"],
        "placement": placement["id"],
        "stay": str(stay),
    }


async def _a_colleagues_case(world: World) -> dict[str, str]:
    """Another case of the same organisation, that the scene's pivot does not accompany (CNF-04)."""
    first, second = [await world.network.member(world.stage.clinic, Role.PIVOT_WORKER) for _ in range(2)]
    case = await world.post(first, "/cases", _opening(second))
    code = await world.db.fetchval("SELECT code FROM cases WHERE id = $1", UUID(case["id"]))
    return {"other_case": case["id"], "other_code": code}


PAYEE = """
    INSERT INTO payees (organisation_id, code, name, partner_organisation_id, rail, proposed_by, proposed_at,
        confirmed_by, usable_from)
    VALUES ($1, 'P-2345', 'Hotel Canari', $2, 'manual_cheque', $3, $5, $4, $5) RETURNING id
"""


async def _hotel_nights(world: World, case: str) -> dict[str, str]:
    """Three nights at house S10, asked by the pivot and approved by the fund."""
    house, now = world.stage.shelters["S10"], world.clock.now()
    await world.db.execute("SET session_replication_role = replica")
    payee = await world.db.fetchval(
        PAYEE, world.fund, house.organisation, world.first, world.second, now - timedelta(days=2)
    )
    await world.db.execute("RESET session_replication_role")
    asked = {
        "case_id": case,
        "fund_id": str(world.fund),
        "attested": list(ATTESTATIONS),
        "lines": [{"category": "hotel_nights", "amount_cents": 12_300, "units": 3, "payee_id": str(payee)}],
    }
    request = await world.post(world.stage.pivot, "/requests", asked)
    await world.post(world.first, f"/requests/{request['id']}/approve", {})
    row = await world.db.fetchrow(
        "SELECT r.code, l.id FROM fund_requests r JOIN request_lines l ON l.request_id = r.id WHERE r.id = $1",
        UUID(request["id"]),
    )
    return {"request": request["id"], "request_code": row["code"], "nights": str(row["id"])}


async def _write_address(world: World) -> None:
    house = world.stage.shelters["S10"]
    headers = world.as_(house.coordinator, key=uuid4().hex, version=0)
    answer = await world.client.put(
        f"/v1/shelters/{house.id}/address", json={"where": f"{ADDRESS}, Hamilton"}, headers=headers
    )
    assert answer.status_code == 200, answer.text


async def _marks(world: World, own: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """What tells each kind of information, wherever it appears."""
    requests = await world.db.fetch("SELECT id::text, code FROM fund_requests")
    lines = await world.db.fetch("SELECT id::text FROM request_lines")
    operation = await world.db.fetchrow("SELECT id::text, reference FROM operations")
    stays = await world.db.fetch("SELECT id::text FROM claims WHERE kind = 'stay'")
    houses = {name: {str(house.id), f"{HOUSE} {name}"} for name, house in world.stage.shelters.items()}
    unknown = {
        mark
        for name, house in world.stage.shelters.items()
        if name not in world.stage.agreements
        for mark in (*houses[name], str(house.organisation), f"{RUNS} {name}")
    }
    return {
        "shelter names": frozenset().union(*houses.values()),
        "other houses": frozenset().union(*(marks for name, marks in houses.items() if name != "S10")),
        "houses without agreement": frozenset(unknown),
        "shelter address": frozenset({ADDRESS}),
        "operation": frozenset(operation),
        "person in shelter": frozenset(
            {own["code"], own["case"], own["placement"], *(row["id"] for row in stays)}
        ),
        "a colleague's case": frozenset({own["other_case"], own["other_code"]}),
        "forms and risk": frozenset({FORM}),
        "fund requests": frozenset(
            {*(value for row in requests for value in row), *(row["id"] for row in lines)}
        ),
    }
