"""What somebody should not have sent, and how its refusal is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from service.fund.policy.rules import ATTESTATIONS
from service.partners.actor import Role
from tests.api.world import World, operation

NOON = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
SECRET = "whsec_relais"
MAY_CHANGE = {
    "events",
    "idempotency",
    "step_ups",
    "trail_leaves",
    "trail_nodes",
    "trail_checkpoints",
    "trail_state",
}
"""The trail, the record of keys and the proofs that were asked for; a refused attempt is an event."""


@dataclass(frozen=True)
class Bad:
    """One thing that somebody should not have sent: where, what, and the answer that it deserves."""

    path: str
    body: Any
    status: int
    type: str
    names: str = ""
    """The field that the answer names."""
    by: Role = Role.INVESTIGATOR
    version: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


async def contents(world: World) -> dict[str, str]:
    """A fingerprint of every table, but of those that may change."""
    tables = await world.db.fetch(
        "SELECT tablename AS t, schemaname AS s FROM pg_tables WHERE schemaname IN ('public', 'vault')"
    )
    query = " UNION ALL ".join(
        f"""SELECT '{row["t"]}' AS t, count(*) || ':' || coalesce(md5(string_agg(x::text, '|' ORDER BY x::text)), '')
        AS found FROM "{row["s"]}"."{row["t"]}" x"""
        for row in tables
        if row["t"] not in MAY_CHANGE
    )
    return {row["t"]: row["found"] for row in await world.db.fetch(query)}


async def send(world: World, bad: Bad, language: str) -> httpx.Response:
    """Send it as somebody who may otherwise do it, with a fresh key."""
    headers = world.as_(world.people[bad.by], key=uuid4().hex, language=language, version=bad.version)
    path = f"/v1{bad.path}".format(**world.ids)
    method = "POST" if bad.version is None else "PUT"
    if isinstance(bad.body, bytes):
        headers["Content-Type"] = "application/json"
        return await world.client.request(method, path, content=bad.body, headers=headers)
    return await world.client.request(method, path, json=filled(bad.body, world), headers=headers)


def filled(body: Any, world: World) -> Any:
    """The body with `{case_id}` and the like filled in."""
    if isinstance(body, dict):
        return {name: filled(value, world) for name, value in body.items()}
    if isinstance(body, list | tuple):
        return [filled(value, world) for value in body]
    if isinstance(body, str) and body.startswith("{") and body.endswith("}"):
        return str(world.ids[body[1:-1]])
    return body


async def refused(world: World, bad: Bad) -> None:
    """It is answered precisely, in French and in English, and leaves everything as it was."""
    before = await contents(world)
    said = {language: await send(world, bad, language) for language in ("fr", "en")}
    for language, answer in said.items():
        assert (answer.status_code, answer.json().get("type")) == (bad.status, f"/problems/{bad.type}"), (
            answer.text
        )
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
        assert answer.json()["status"] == bad.status
        if bad.names:
            assert bad.names in {each["field"] for each in answer.json()["fields"]}, answer.text
        for name, value in bad.facts.items():
            assert answer.json()["facts"][name] == value
    french, english = said["fr"].json(), said["en"].json()
    for part in ("title", "detail"):
        assert french[part]
        assert english[part]
        assert french[part] != english[part]
    assert await contents(world) == before


def ask(path: str, body: Any, names: str = "", **rest: Any) -> Bad:
    """Refused at the door: 400, with the field."""
    return Bad(path, body, 400, "bad_input", names, **rest)


TOMORROW = {"starts_at": "2026-11-04T11:00:00Z", "ends_at": "2026-11-04T15:00:00Z"}
HOLD = operation(NOON)
ASK = {"parties": HOLD["parties"], "areas": HOLD["areas"], "window": TOMORROW}
COUNT = {"looked_at": NOON.isoformat(), "free": 3}
PIVOT = Role.PIVOT_WORKER
DESK = Role.FRONT_DESK
HOUSE = Role.SHELTER_COORDINATOR
FUND = Role.FUND_ADMINISTRATOR
LINE = {"category": "food", "amount_cents": 4_000}
MONEY = {"case_id": "{case_id}", "fund_id": "{fund_id}", "attested": list(ATTESTATIONS), "lines": [LINE]}
CASE = {
    "region": "CA-ON",
    "age_band": "25+",
    "party": {"gender": "man"},
    "languages": ["hu"],
    "consents": [{"scope": "bed"}],
    "backup_member_id": str(uuid4()),
    "limits_shown": 1,
}
REFER = {
    "shelter_id": "{refuge_id}",
    "low_security_reason": "person_chose",
    "question": {"party": {"people": [{"gender": "man", "age_band": "25+"}]}},
    "expected_at": (NOON + timedelta(hours=1)).isoformat(),
}
CLOSURE = {"bed_ids": ["{bed_id}"], **TOMORROW}
