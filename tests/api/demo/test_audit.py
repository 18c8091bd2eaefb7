"""The demo's audit doors: for auditors alone; an altered copy is caught, and nothing of it stays."""

from typing import Any

import asyncpg

from api.demo.partners import person
from tests.api.demo.conftest import OPENED_ONCE, Demo

pytestmark = OPENED_ONCE

AUDITOR = person("audit@relais.example").id


async def test_an_altered_copy_is_caught_at_its_row(demo: Demo, as_: Any, owner: asyncpg.Connection) -> None:
    """FND-09: one amount, one row; the original and the server are as before."""
    before = await owner.fetchval("SELECT count(*) FROM pg_database")
    async with demo.client() as client:
        whole = (await client.get("/demo/verification", headers=as_(AUDITOR))).json()
        caught = (await client.post("/demo/altered-copy", json={"cents": 1}, headers=as_(AUDITOR))).json()
    assert (whole["ok"], whole["wrong"]) == (True, [])
    assert whole["seen"]["rows"] >= 3
    assert caught["before"]["ok"] is True
    row = {"table": "transfers", "id": caught["id"], "trouble": "altered", "columns": ["amount_cents"]}
    assert caught["after"]["wrong"] == [row]
    assert await owner.fetchval("SELECT count(*) FROM pg_database") == before
    assert await owner.fetchval("SELECT sum(amount_cents) FROM transfers") == 3_600_000


async def test_nobody_else_verifies_here(demo: Demo, as_: Any) -> None:
    """POL-03: what may not be seen answers like what does not exist."""
    pivot = person("pivot.on@relais.example").id
    async with demo.client() as client:
        assert (await client.get("/demo/verification", headers=as_(pivot))).status_code == 404
        assert (
            await client.post("/demo/altered-copy", json={"cents": 1}, headers=as_(pivot))
        ).status_code == 404
        assert (await client.get("/demo/verification")).status_code == 401
        bad = await client.post("/demo/altered-copy", json={"cents": 0}, headers=as_(AUDITOR))
        assert bad.status_code == 400
