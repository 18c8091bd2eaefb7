"""A world with something of everything in it, made over HTTP by its own people: what strangers must not learn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec

from service.clock import SetClock
from service.fund.policy.rules import ATTESTATIONS
from service.partners.actor import Role
from tests.api.world_books import books_things
from tests.api.world_on_call import on_call_things
from tests.api.world_settings import settings_things
from tests.api.world_travel import travel_things
from tests.network import Network
from tests.service.fund.conftest import a_policy
from tests.service.operations.stage import Stage, scenario_a

REGIONS = """
    INSERT INTO regions (code, name_fr, name_en, time_zone) VALUES
        ('CA-ON', 'Ontario', 'Ontario', 'America/Toronto'), ('CA-QC', 'Québec', 'Quebec', 'America/Montreal')
    ON CONFLICT DO NOTHING
"""
KINDS = {
    Role.INVESTIGATOR: "police",
    Role.PIVOT_WORKER: "pivot",
    Role.SHELTER_COORDINATOR: "shelter",
    Role.FRONT_DESK: "shelter",
    Role.FUND_ADMINISTRATOR: "fund",
    Role.REGIONAL_COORDINATOR: "coordination",
    Role.AUDITOR: "audit",
    Role.NETWORK_ADMINISTRATOR: "network",
}
"""The kind of organisation in which a role is at home."""


@dataclass
class World:
    """Scenario A's partners with a fund, and one of each thing that they make."""

    client: httpx.AsyncClient
    as_: Any
    clock: SetClock
    network: Network
    stage: Stage
    fund: UUID
    first: UUID
    second: UUID
    backup: UUID
    ids: dict[str, UUID] = field(default_factory=dict)
    """One id for each kind of thing, by the name that a path gives it."""

    @property
    def db(self) -> asyncpg.Connection:
        return self.network.superuser

    @property
    def people(self) -> Mapping[Role, UUID]:
        """Somebody of this world in each role."""
        hotel = self.stage.shelters["S8"]
        return {
            Role.INVESTIGATOR: self.stage.investigator,
            Role.PIVOT_WORKER: self.stage.pivot,
            Role.SHELTER_COORDINATOR: hotel.coordinator,
            Role.FRONT_DESK: hotel.desk,
            Role.FUND_ADMINISTRATOR: self.first,
            Role.REGIONAL_COORDINATOR: self.stage.coordinator,
            Role.AUDITOR: self.stage.auditor,
        }

    async def post(self, by: UUID, path: str, body: Any = None) -> Any:
        """What an accepted POST answers."""
        answer = await self.client.post(f"/v1{path}", json=body, headers=self.as_(by, key=uuid4().hex))
        assert answer.status_code < 300, (path, answer.text)
        return answer.json() if answer.content else None

    async def one(self, query: str) -> UUID:
        """The single value of a query, as the schema's owner."""
        found: UUID = await self.db.fetchval(query)
        assert found is not None, query
        return found

    async def secrets(self) -> frozenset[str]:
        """Every identifier and code there is, as it would appear in an answer."""
        tables = await self.db.fetch(
            """
            SELECT table_name AS t, column_name AS c FROM information_schema.columns JOIN information_schema.tables
                USING (table_schema, table_name)
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'regions'
                AND (data_type = 'uuid' OR column_name IN ('code', 'reference'))
            """
        )
        query = " UNION ".join(f'SELECT "{row["c"]}"::text FROM "{row["t"]}"' for row in tables)
        return frozenset(row[0] for row in await self.db.fetch(query) if row[0] and len(row[0]) >= 4)


async def build(client: httpx.AsyncClient, as_: Any, clock: SetClock, network: Network) -> World:
    """The world at eleven in the morning, after all of them have worked."""
    await network.superuser.execute(REGIONS)
    stage = await scenario_a(network, clock.now())
    fund = await network.organisation("fund", regions=["CA-ON"])
    first, second = [await network.member(fund, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    backup = await network.member(stage.clinic, Role.PIVOT_WORKER)
    world = World(client, as_, clock, network, stage, fund, first, second, backup)
    await _operation(world)
    await _beds(world)
    await _case(world)
    await _money(world)
    await books_things(world)
    await travel_things(world)
    await sign_in_things(world)
    await on_call_things(world)
    await settings_things(world)
    await _around_the_case(world)
    world.ids |= {"fund_id": fund}
    return world


async def sign_in_things(world: World) -> None:
    """A pivot worker's session, passkey and step-up that waits for a proof; a shelter's tablet."""
    pivot, house = world.stage.pivot, world.stage.shelters["S8"].coordinator
    world.ids |= {
        name: await world.db.fetchval(query, who, world.clock.now())
        for name, who, query in (
            ("session_id", pivot, SESSION),
            ("passkey_id", pivot, PASSKEY),
            ("step_up_id", pivot, STEP_UP),
            ("tablet_id", house, TABLET),
        )
    }


SESSION = """
    INSERT INTO sessions (organisation_id, member_id, kind, signed_in_by, started_at, idle_until, ends_at)
    SELECT organisation_id, id, 'browser', 'passkey', $2, $2::timestamptz + '1 hour', $2::timestamptz + '1 hour'
    FROM members WHERE id = $1 RETURNING id
"""
PASSKEY = """
    WITH owner AS (
        INSERT INTO passkey_users (member_id, organisation_id, handle)
        SELECT id, organisation_id, sha256('handle') FROM members WHERE id = $1 RETURNING *
    )
    INSERT INTO passkeys (organisation_id, member_id, credential_id, public_key, sign_count, name, backed_up,
        created_at)
    SELECT organisation_id, member_id, sha256('id'), '', 0, 'phone', false, $2 FROM owner RETURNING id
"""
STEP_UP = """
    INSERT INTO step_ups (organisation_id, member_id, command, wish_digest, asked_at, expires_at)
    SELECT organisation_id, id, 'fund.request_signed', sha256('wish'), $2, $2::timestamptz + '5 minutes'
    FROM members WHERE id = $1 RETURNING id
"""
COMPARED = """
    INSERT INTO reconciliations (id, organisation_id, rail, since, until, listed_from, ran_at, outcome, rail_count,
        rail_cents, ledger_count, ledger_cents, differences)
    SELECT gen_random_uuid(), organisation_id, rail, created_at - interval '1 day', created_at,
        created_at - interval '31 days', created_at, 'agrees', 0, 0, 0, 0, '[]' FROM payout_intents LIMIT 1 RETURNING id
"""
TABLET = """
    INSERT INTO tablets (organisation_id, name, offered_by, offered_at, offer_digest, offer_ends_at)
    SELECT organisation_id, 'hall', id, $2, sha256('offer'), $2::timestamptz + '10 minutes'
    FROM members WHERE id = $1 RETURNING id
"""
CONTACT = """
    INSERT INTO contact_requests (operation_id, organisation_id, pivot_organisation_id, asked_by, asked_at, answer_by)
    SELECT o.id, o.organisation_id, $2, $1, $3, $3::timestamptz + '7 days' FROM operations o LIMIT 1 RETURNING id
"""


def window(now: datetime) -> dict[str, str]:
    """Tomorrow, for six hours."""
    opens = now + timedelta(hours=18)
    return {"starts_at": opens.isoformat(), "ends_at": (opens + timedelta(hours=6)).isoformat()}


def operation(now: datetime) -> dict[str, Any]:
    """Ten people, two labels twice."""
    four = [{"gender": "man", "count": 3}, {"gender": "woman", "count": 1}]
    return {
        "minimum": 6,
        "expected": 10,
        "maximum": 12,
        "parties": [
            {"people": four, "label": "A"},
            {"people": four, "label": "B"},
            {"people": [{"gender": "man", "count": 2}]},
        ],
        "areas": [{"region": "CA-ON", "city": "Hamilton"}, {"region": "CA-ON", "city": "Toronto"}],
        "window": window(now),
        "languages": ["hu"],
        "nights": 3,
    }


async def _operation(world: World) -> None:
    stage = world.stage
    held = await world.post(stage.investigator, "/operations", operation(world.clock.now()))
    at = f"/operations/{held['id']}"
    await world.post(stage.investigator, f"{at}/overrides", {})
    override = await world.one("SELECT id FROM overrides ORDER BY id LIMIT 1")
    grant = {"grant": True, "reason": "separate floors", "shelter_id": str(stage.shelters["S8"].id)}
    for row in await world.db.fetch("SELECT id FROM overrides ORDER BY id"):
        await world.post(stage.coordinator, f"/overrides/{row['id']}/decision", grant)
    await world.post(stage.investigator, f"{at}/pivot", {"organisation_id": str(stage.clinic)})
    world.ids |= {
        "operation_id": UUID(held["id"]),
        "override_id": override,
        "agreement_id": stage.agreements["S8"],
        "place_id": await world.one("SELECT id FROM places LIMIT 1"),
        "shelter_request_id": await world.one("SELECT id FROM operation_requests LIMIT 1"),
        "contact_id": await world.db.fetchval(CONTACT, stage.investigator, stage.clinic, world.clock.now()),
    }


async def _beds(world: World) -> None:
    hotel = world.stage.shelters["S8"]
    now = world.clock.now()
    count = {"free": 6, "looked_at": now.isoformat()}
    await world.post(hotel.desk, f"/shelters/{hotel.id}/counts", count)
    last = await world.one("SELECT id FROM beds ORDER BY key DESC LIMIT 1")
    shelter = world.stage.shelters["S10"]
    closure = {
        "bed_ids": [str(last)],
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=9)).isoformat(),
    }
    await world.post(shelter.coordinator, f"/shelters/{shelter.id}/closures", closure)
    await _escalation(world)
    world.ids |= {
        "shelter_id": hotel.id,
        "refuge_id": shelter.id,
        "pool_id": await world.one(f"SELECT id FROM pools WHERE shelter_key = {hotel.key}"),
        "bed_id": await world.one(f"SELECT id FROM beds WHERE shelter_key = {hotel.key} LIMIT 1"),
        "closure_id": await world.one("SELECT id FROM claims WHERE kind = 'closure' LIMIT 1"),
        "stay_id": await world.one("SELECT id FROM claims WHERE kind = 'stay' LIMIT 1"),
    }


async def _escalation(world: World) -> None:
    """A house for men closes before the window: what was reserved there has nowhere to go."""
    house = world.stage.shelters["S4"]
    beds = await world.db.fetch("SELECT id FROM beds WHERE shelter_key = $1", house.key)
    closure = {"bed_ids": [str(bed["id"]) for bed in beds], **window(world.clock.now())}
    await world.post(house.coordinator, f"/shelters/{house.id}/closures", closure)
    world.ids |= {"escalation_id": await world.one("SELECT id FROM escalations LIMIT 1")}


async def _case(world: World) -> None:
    pivot = world.stage.pivot
    case = await world.post(
        pivot,
        "/cases",
        {
            "region": "CA-ON",
            "age_band": "25+",
            "party": {"gender": "man"},
            "languages": ["hu"],
            "consents": [{"scope": "bed"}, {"scope": "fund"}],
            "backup_member_id": str(world.backup),
            "limits_shown": 1,
        },
    )
    at = f"/cases/{case['id']}"
    exclusion = await world.post(pivot, f"{at}/exclusions", {"kind": "city", "value": "Toronto"})
    consent = await world.post(pivot, f"{at}/consents", {"scope": "police_contact"})
    referral = await world.post(
        pivot,
        "/referrals",
        {
            "shelter_id": str(world.stage.shelters["S10"].id),
            "question": {"party": {"people": [{"gender": "man", "age_band": "25+"}]}},
            "expected_at": (world.clock.now() + timedelta(hours=2)).isoformat(),
            "case_id": case["id"],
            "low_security_reason": "person_chose",
        },
    )
    world.ids |= {
        "case_id": UUID(case["id"]),
        "exclusion_id": UUID(exclusion["id"]),
        "consent_id": UUID(consent["id"]),
        "referral_id": UUID(referral["id"]),
        "claim_id": UUID(referral["claim_ids"][0]),
    }


MOVE = """
    INSERT INTO moves (id, organisation_id, shelter_organisation_id, shelter_key, claim_id, cause, raised_at)
    SELECT gen_random_uuid(), holder_organisation_id, organisation_id, shelter_key, id, 'house_rules', $2
    FROM claims WHERE id = $1 RETURNING id
"""
"""As if the house had said so: the alert itself has tests of its own."""


async def _around_the_case(world: World) -> None:
    """Where the case went, what its pivot shares with that house, and a voucher of the fund."""
    pivot, at = world.stage.pivot, f"/cases/{world.ids['case_id']}"
    house = world.stage.shelters["S10"].organisation
    placement = await world.post(pivot, f"{at}/placements", {"claim_id": str(world.ids["claim_id"])})
    consent = {"scope": "share_with_organisation", "shared_with": str(house)}
    await world.post(pivot, f"{at}/consents", consent)
    share = {"referral_id": str(world.ids["referral_id"]), "what": ["risk"]}
    transfer = {"to_organisation_id": str(house), "to_region": "CA-ON"}
    link = {"code": "222-222", "agreed": "spoken"}
    stock = {"kind": "calling_card", "value_cents": 1_000, "codes": ["WXYZ-9876"]}
    await world.post(world.first, "/vouchers", stock)
    world.ids |= {
        "move_id": await world.db.fetchval(MOVE, world.ids["claim_id"], world.clock.now()),
        "placement_id": UUID(placement["id"]),
        "link_id": UUID((await world.post(pivot, f"{at}/links", link))["id"]),
        "share_id": UUID((await world.post(pivot, f"{at}/shares", share))["id"]),
        "transfer_id": UUID((await world.post(pivot, f"{at}/transfers", transfer))["id"]),
        "voucher_id": await world.one("SELECT id FROM vouchers"),
        "organisation_id": house,
    }


async def _money(world: World) -> None:
    now, pivot = world.clock.now(), world.stage.pivot
    policy = await world.post(world.first, "/policies", msgspec.to_builtins(a_policy()))
    await world.post(world.second, f"/policies/{policy['id']}/sign")
    envelope = await world.post(
        world.first,
        "/envelopes",
        {
            "code": "F1",
            "name": "Coalition",
            "funder": "Coalition",
            "regions": ["CA-ON"],
            "starts_at": (now - timedelta(days=1)).isoformat(),
            "ends_at": (now + timedelta(days=300)).isoformat(),
            "contribution_cents": 500_000,
        },
    )
    payee = await world.post(world.first, "/payees", {"name": "Hotel", "rail": "manual_cheque"})
    lines = [
        {"category": "calling_card", "amount_cents": 1_000},
        {"category": "food", "amount_cents": 4_000},
        {"category": "clothing", "amount_cents": 5_000},
    ]
    asked = {
        "case_id": str(world.ids["case_id"]),
        "fund_id": str(world.fund),
        "attested": list(ATTESTATIONS),
        "lines": lines,
    }
    request = await world.post(pivot, "/requests", asked)
    food = await world.one("SELECT id FROM request_lines WHERE category = 'food'")
    decided = await world.post(
        world.first, f"/requests/{request['id']}/approve", {"lines": [{"line_id": str(food)}]}
    )
    world.ids |= {
        "policy_id": UUID(policy["id"]),
        "envelope_id": UUID(envelope["id"]),
        "payee_id": UUID(payee["id"]),
        "request_id": UUID(request["id"]),
        "line_id": food,
        "decision_id": UUID(decided["decision_id"]),
        "payout_id": await world.one("SELECT id FROM payout_intents LIMIT 1"),
        "reconciliation_id": await world.one(COMPARED),
    }
    await _second_thoughts(world, asked)


async def _second_thoughts(world: World, asked: dict[str, Any]) -> None:
    """A refusal that another person is asked to look at, and a promise that waits for its condition."""
    lines = [{"category": name, "amount_cents": 2_000} for name in ("documents", "interpreter")]
    request = (await world.post(world.stage.pivot, "/requests", {**asked, "lines": lines}))["id"]
    papers, words = [
        await world.one(f"SELECT id FROM request_lines WHERE category = '{line['category']}'")
        for line in lines
    ]
    until = (world.clock.now() + timedelta(days=9)).isoformat()
    waits = {"line_id": str(papers), "condition": {"code": "receipt_of_previous", "until": until}}
    await world.post(world.first, f"/requests/{request}/approve", {"lines": [waits]})
    no = {"code": "other", "line_ids": [str(words)]}
    declined = await world.post(world.first, f"/requests/{request}/decline", no)
    look = await world.post(world.stage.pivot, f"/decisions/{declined['decision_id']}/second-look")
    world.ids |= {
        "look_id": UUID(look["id"]),
        "condition_id": await world.one("SELECT id FROM release_conditions"),
    }
