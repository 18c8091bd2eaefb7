"""What takes too long is ended, and says so; what a transaction had begun is undone (ASVS 15.2.2, 2.3.3)."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar, get

from api.limits.hurry import WHOLE, WITHOUT_END, Hurry
from api.problems import HANDLERS


async def test_what_takes_too_long_is_ended_and_said(pool: asyncpg.Pool) -> None:
    """ASVS 15.2.2: 503 in the caller's language, and the connection of its transaction is free again."""
    began = asyncio.Event()

    @get("/slow")
    async def slow() -> None:
        async with pool.acquire() as connection, connection.transaction():
            began.set()
            await connection.execute("SELECT pg_sleep(60)")

    app: Any = Litestar([slow], middleware=[Hurry(0.5)], exception_handlers=HANDLERS, openapi_config=None)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://relais.test"
    ) as client:
        answer = await client.get("/slow", headers={"Accept-Language": "fr"})
    assert began.is_set()
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/away")
    assert answer.headers["retry-after"] == "5"
    assert "Rien n'a changé" not in answer.text, "a commit may have been the last word"
    assert (
        await pool.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND "
            "state = 'active' AND pid <> pg_backend_pid()"
        )
        == 0
    )


async def test_an_error_of_ones_own_is_not_taken_for_hurry() -> None:
    """ASVS 16.5.1: a time-out that a door raised is a defect like any other, also where nobody has caught it."""

    @get("/broken")
    async def broken() -> None:
        raise TimeoutError

    app: Any = Litestar([broken], middleware=[Hurry(30)], exception_handlers=HANDLERS, openapi_config=None)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://relais.test") as client:
        assert (await client.get("/broken")).json()["type"] == "/problems/broken"

    async def uncaught(*_: Any) -> Any:
        raise TimeoutError

    async def nowhere(*_: Any) -> Any:
        return None

    scope: Any = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with pytest.raises(TimeoutError):
        await Hurry(30).handle(scope, nowhere, nowhere, uncaught)


async def test_each_wait_is_shorter_than_the_one_around_it(pool: asyncpg.Pool) -> None:
    """ASVS 13.1.3: a lock, a statement, an idle transaction, a request: in this order."""
    said = [
        await pool.fetchval("SELECT extract(epoch FROM current_setting($1)::interval)", name)
        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    ]
    assert said == [10, 15, 30]
    assert max(said) < WHOLE
    assert {"read_live"} == WITHOUT_END
