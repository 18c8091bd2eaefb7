"""An auditor, or whoever holds their key, tries to take more of a request than is on record as taken."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from service.trail.notes import SigningKey
from service.trail.proofs import LOG_HAS_GAPS
from tests.pages.auditor.conftest import Audit
from tests.pages.auditor.test_taking import TAKEN, key, owner, proved, signed, store

__all__ = ["key", "owner", "store"]

FILLED = """
    INSERT INTO events (organisation_id, role, name, at, record)
    SELECT organisation_id, 'job', 'test.filled', at, decode(repeat('01', 64), 'hex')
    FROM (SELECT organisation_id, at FROM events LIMIT 1) AS one, generate_series(1, 600)
"""
KEPT = "SELECT outcome FROM idempotency WHERE member_id = $1 AND key = 'once'"


async def test_no_more_leaves_than_is_on_record(
    *, audit: Audit, client: httpx.AsyncClient, as_: Any, clock: Any, key: SigningKey, worker_pool: asyncpg.Pool,
    superuser: asyncpg.Connection,
) -> None:  # fmt: skip
    """FND-09, POL-03, CNF-11: an answer that is asked for again, for another request, by a colleague, or across an
    erasure."""
    code, request = audit.request.code, audit.request.id

    async def take(once: str = "", by: Any = audit.auditor, **asked: Any) -> httpx.Response:
        wish = {"code": code, **asked}
        return await client.post("/v1/trail/bundles", json=wish, headers=as_(by, key=once or uuid4().hex))

    async def an_hour_later() -> None:
        await signed(superuser, worker_pool, key, clock)

    await an_hour_later()
    first = await take("once")
    assert first.headers["x-content-type-options"] == "nosniff"
    assert code not in first.headers["content-disposition"]
    kept = await superuser.fetchval(KEPT, audit.auditor)
    assert json.loads(kept)["answer"].keys() == {"request_id", "code", "size", "since", "leave_out"}
    for wish in ({"code": audit.alone}, {"leave_out": [1]}):
        assert (await take("once", **wish)).json()["type"] == "/problems/idempotency_key_reused"
    colleague = await audit.fund.network.auditor_of(audit.fund.organisation)
    assert (await take("once", colleague)).json()["keys"] == first.json()["keys"]
    assert await superuser.fetchval(TAKEN) == 2

    # The two takings are records now: with the old key they stay sealed, a new one opens them and is a third.
    await an_hour_later()
    again, anew = await take("once"), await take()
    told, old = proved(again.content, key), proved(first.content, key)
    assert (len(told.events), told.left_out) == (len(old.events), 2)
    assert len(proved(anew.content, key).events) == len(old.events) + 2
    assert await superuser.fetchval(TAKEN) == 3
    sealed = (await take(leave_out=list(range(1_000)))).json()
    assert (sealed["keys"], [each for each in sealed["events"] if "record" in each]) == ({}, [])
    assert (await take(leave_out=list(range(1_001)))).status_code == 400

    case = await superuser.fetchrow(
        "SELECT c.id, c.code FROM cases c JOIN request_cases r ON r.case_id = c.id WHERE r.request_id = $1", request
    )  # fmt: skip
    assert case is not None
    for other in (str(case["id"]), case["code"], str(audit.auditor)):
        assert (await take(code=other)).json()["type"] == "/problems/not_found"
    async with superuser.transaction():
        await superuser.execute("SET LOCAL ROLE relais_eraser")
        await superuser.execute("SELECT relais.erase_case($1)", case["id"])
    after = (await take()).json()
    assert (after["events"], after["rows"]) == (anew.json()["events"], anew.json()["rows"])
    assert (await take("once")).json()["events"] == again.json()["events"]
    await superuser.execute("SELECT vault.erase('financial', $1)", request)
    assert (await take("once")).json().get("type") == "/problems/not_found"
    assert (await take()).json().get("type") == "/problems/not_found"


async def test_what_the_log_cannot_prove_is_not_taken(
    *, audit: Audit, client: httpx.AsyncClient, as_: Any, hands: Any, clock: Any, key: SigningKey,
    worker_pool: asyncpg.Pool, superuser: asyncpg.Connection,
) -> None:  # fmt: skip
    """FND-09: a subtree that somebody removed is answered in words, at every door and on the page, with what was typed;
    on record stands that it was refused, and nothing as taken. Whole again, the same page goes on."""

    await superuser.execute(FILLED)
    await signed(superuser, worker_pool, key, clock)
    hand = await hands(audit.auditor).open("/audit/request")
    await hand.fill(code=audit.request.code).press("Find a request")
    gone = await superuser.fetchrow("SELECT * FROM trail_nodes WHERE height = 8 AND index = 1")
    assert gone is not None
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute("DELETE FROM trail_nodes WHERE height = 8 AND index = 1")
    await superuser.execute("RESET session_replication_role")
    leaf = await superuser.fetchval("SELECT encode(leaf, 'hex') FROM trail_leaves WHERE index = 3")
    who = as_(audit.auditor)
    for path in (f"inclusion?leaf={leaf}", "consistency?older=200"):
        answer = await client.get(f"/v1/trail/{path}", headers=who)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/log_has_gaps"), path
    wish, once = {"code": audit.request.code}, as_(audit.auditor, key=uuid4().hex)
    answer = await client.post("/v1/trail/bundles", json=wish, headers=once)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/log_has_gaps")
    await hand.fill(since="3").press("Take the proof with me")
    assert (hand.status, LOG_HAS_GAPS.title.en in hand.words) == (409, True)
    assert 'value="3"' in hand.html
    assert await superuser.fetchval(TAKEN) == 0
    assert await superuser.fetchval("SELECT count(*) FROM events WHERE name = 'attempt.refused'") == 2
    await superuser.execute("INSERT INTO trail_nodes VALUES ($1, $2, $3)", *gone)
    await hand.press("Take the proof with me")
    assert (hand.status, await superuser.fetchval(TAKEN)) == (200, 1)
