"""Anybody asks anything, at once, for days: nothing breaks, and every invariant holds on what is left.

Every operation of the API's own document, with values drawn from its schemas and ids of whatever exists by then, by
people in all roles, while the clock jumps and the jobs tick. `make soak` plays longer.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from api.checks import all_checks
from service.beds.clockwork import (
    ask_for_counts,
    bring_back,
    fold_cots_of_last_night,
    lapse_promises,
    roll_stays_forward,
)
from service.checks import run_check
from service.clock import SetClock
from service.operations.jobs import ask_next_shelters, close_operations
from service.partners.actor import Role
from service.store.store import Store
from service.trail.checks import CHECKS as TRAIL
from tests.api.described import SCHEMAS, Operation, operations
from tests.api.world import World, build
from tests.network import Network

HANDS = 6
STEPS = 300
OPEN_TO_THEM = [each for each in operations() if not each.public]
JUMPS = (timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=2), timedelta(hours=9))
THINGS = {
    "case_id": "cases",
    "consent_id": "consents",
    "exclusion_id": "exclusions",
    "operation_id": "operations",
    "override_id": "overrides",
    "place_id": "places",
    "places": "places",
    "agreement_id": "bed_agreements",
    "shelter_request_id": "operation_requests",
    "shelter_id": "shelters",
    "pool_id": "pools",
    "bed_id": "beds",
    "bed_ids": "beds",
    "claim_id": "claims",
    "stay_id": "claims",
    "closure_id": "claims",
    "referral_id": "referrals",
    "escalation_id": "escalations",
    "policy_id": "policies",
    "envelope_id": "envelopes",
    "payee_id": "payees",
    "request_id": "fund_requests",
    "line_id": "request_lines",
    "line_ids": "request_lines",
    "decision_id": "decisions",
    "payout_id": "payout_intents",
    "reconciliation_id": "reconciliations",
    "fund_id": "organisations",
    "organisation_id": "organisations",
    "partner_id": "organisations",
    "partner_organisation_id": "organisations",
    "backup_member_id": "members",
    "pivot_member_id": "members",
    "member_id": "members",
}
"""Where the ids of a name are found."""


@dataclass
class Crowd:
    """People who draw what to ask from a seed; what they were answered is counted."""

    world: World
    dice: Random
    ids: dict[str, list[str]] = field(default_factory=dict)
    met: Counter[tuple[str, int]] = field(default_factory=Counter)
    barred: set[tuple[str, Role]] = field(default_factory=set)
    """Who was told that it is not for them does not ask again."""
    broken: list[str] = field(default_factory=list)

    async def look(self) -> None:
        """Learn which things exist by now."""
        for name, table in THINGS.items():
            rows = await self.world.db.fetch(f"SELECT id FROM {table} ORDER BY id")
            self.ids[name] = [str(row["id"]) for row in rows]

    async def ask(self, operation: Operation) -> None:
        """Somebody asks for this; whatever comes back is an answer that the document knows."""
        may = [role for role in self.world.people if (operation.id, role) not in self.barred]
        if not may:
            return
        role = self.dice.choice(may)
        member = self.world.people[role]
        headers = self.world.as_(member, key=uuid4().hex)
        if "If-Match" in operation.headers:
            headers["If-Match"] = f'"{self.dice.randint(1, 3)}"'
        answer = await self.world.client.request(
            operation.method,
            operation.path.format(**{name: self._id(name, operation.path) for name in operation.ids}),
            params={"person": "man:25%2B"} if operation.id == "search_board" else None,
            json=None if operation.body is None else self._drawn(operation.body, ""),
            headers=headers,
        )
        self.met[operation.id, answer.status_code] += 1
        if answer.status_code == 403 and answer.json()["type"] == "/problems/not_allowed":
            self.barred.add((operation.id, role))
        if answer.status_code >= 500 or answer.status_code not in operation.statuses:
            self.broken.append(f"{operation.id}: {answer.status_code} {answer.text[:300]}")

    def _id(self, name: str, path: str) -> str:
        kind = "shelter_request_id" if path.startswith("/v1/shelter-requests") else name
        return self.dice.choice(self.ids.get(kind) or [str(uuid4())])

    def _drawn(self, schema: Mapping[str, Any], name: str) -> Any:
        if "$ref" in schema:
            return self._drawn(SCHEMAS[schema["$ref"].rsplit("/", 1)[-1]], name)
        choices = schema.get("oneOf") or schema.get("anyOf")
        if choices:
            return self._drawn(self.dice.choice(choices), name)
        if "enum" in schema:
            return self.dice.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        kinds = schema.get("type")
        return self._plain(self.dice.choice(kinds) if isinstance(kinds, list) else kinds, schema, name)

    def _plain(self, kind: str | None, schema: Mapping[str, Any], name: str) -> Any:
        match kind:
            case "object":
                required = schema.get("required", ())
                return {
                    each: self._drawn(said, each)
                    for each, said in schema.get("properties", {}).items()
                    if each in required or self.dice.random() < 0.4
                }
            case "array":
                least = schema.get("minItems", 0)
                return [self._drawn(schema["items"], name) for _ in range(least + self.dice.randint(0, 2))]
            case "integer" | "number":
                least = schema.get("minimum", 1)
                return self.dice.choice([least, least + 1, least + self.dice.randint(0, 9), 5_000])
            case "boolean":
                return self.dice.random() < 0.7
            case "string":
                return self._text(schema, name)
        return None

    def _text(self, schema: Mapping[str, Any], name: str) -> str:
        now = self.world.clock.now()
        match schema.get("format"):
            case "uuid":
                return self._id(name, "")
            case "date-time":
                return (now + timedelta(hours=LATER.get(name, self.dice.randint(1, 20)))).isoformat()
            case "date":
                return (now + timedelta(days=self.dice.randint(-2, 200))).date().isoformat()
        return WORDS.get(name, "CA-ON" if "A-Z]{2}-" in schema.get("pattern", "") else "hu")


LATER = {"looked_at": 0, "starts_at": 2, "ends_at": 9, "expected_at": 1}
WORDS = {
    "region": "CA-ON",
    "city": "Hamilton",
    "time_zone": "America/Toronto",
    "label": "A",
    "words": "rear door",
    "reason": "needed",
    "reference": "cheque 12",
    "name": "Hotel",
    "code": "F7",
}


async def play(world: World, store: Store, worker_pool: asyncpg.Pool, *, seed: int, steps: int) -> Crowd:
    """So many rounds: several hands at once, then a jump of the clock and a tick of each job."""
    crowd = Crowd(world, Random(seed))
    for step in range(steps):
        if step % 5 == 0:
            await crowd.look()
        asked = crowd.dice.choices(
            OPEN_TO_THEM, [1 if each.method == "GET" else 3 for each in OPEN_TO_THEM], k=HANDS
        )
        await asyncio.gather(*(crowd.ask(each) for each in asked))
        if step % 12 == 11:
            world.clock.set(world.clock.now() + crowd.dice.choice(JUMPS))
            for tick in (
                lapse_promises,
                roll_stays_forward,
                fold_cots_of_last_night,
                bring_back,
                ask_for_counts,
                ask_next_shelters,
                close_operations,
            ):
                await tick(store, worker_pool)
    return crowd


async def judge(crowd: Crowd) -> None:
    """Nothing broke, something was done, and no invariant is hurt."""
    assert crowd.broken == []
    world = crowd.world
    checks = [
        check for check in all_checks() if check not in TRAIL
    ]  # these tests seal nothing: they have no keys
    found = [await run_check(world.db, check, world.clock.now()) for check in checks]
    assert {each.name: each.wrong for each in found if not each.ok} == {}
    assert sum(number for (_, status), number in crowd.met.items() if status < 300) > 100


@pytest.mark.parametrize("seed", range(3))
async def test_anybody_may_ask_anything(
    seed: int,
    client: httpx.AsyncClient,
    as_: Any,
    network: Network,
    *,
    clock: SetClock,
    store: Store,
    worker_pool: asyncpg.Pool,
) -> None:
    """BED-16, FND-09, OPS-07: a few hundred requests, several at once."""
    world = await build(client, as_, clock, network)
    await judge(await play(world, store, worker_pool, seed=seed, steps=STEPS))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 100 + int(os.environ.get("SEEDS", "20"))))
async def test_anybody_may_ask_anything_for_long(
    seed: int,
    client: httpx.AsyncClient,
    as_: Any,
    network: Network,
    *,
    clock: SetClock,
    store: Store,
    worker_pool: asyncpg.Pool,
) -> None:
    """BED-16, FND-09, OPS-07: thousands of requests over weeks."""
    world = await build(client, as_, clock, network)
    await judge(await play(world, store, worker_pool, seed=seed, steps=5 * STEPS))
