"""An auditor, or whoever holds their key, tries to take more of a request than is on record as taken."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from service.trail.notes import SigningKey
from tests.pages.auditor.conftest import Audit
from tests.pages.auditor.test_taking import TAKEN, key, owner, proved, signed, store

__all__ = ["key", "owner", "store"]

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
