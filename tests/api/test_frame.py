"""The API frame: sign-in, problem documents in two languages, request ids, health."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from service.partners.actor import Role
from tests.network import Network


@pytest.fixture
async def pivot(network: Network) -> UUID:
    return await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)


async def test_me(client: httpx.AsyncClient, pivot: UUID, as_: Any) -> None:
    answer = await client.get("/v1/me", headers=as_(pivot))
    assert answer.status_code == 200
    assert answer.json()["roles"] == ["pivot_worker"]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Votre accès n'est pas reconnu, ou il est terminé."),
        ("en", "Your access is not recognised, or it has ended."),
    ],
)
async def test_problem_in_both_languages(client: httpx.AsyncClient, language: str, title: str) -> None:
    """LNG-01: the caller's language."""
    answer = await client.get("/v1/me", headers={"Accept-Language": language})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["type"] == "/problems/not_signed_in"
    assert answer.json()["title"] == title


async def test_foreign_and_late_tokens(client: httpx.AsyncClient, pivot: UUID, as_: Any, clock: Any) -> None:
    from datetime import timedelta

    from api.auth.tokens import new_keys

    headers = as_(pivot)
    clock.advance(timedelta(minutes=10, seconds=1))
    assert (await client.get("/v1/me", headers=headers)).status_code == 401
    foreign = {"Authorization": f"Bearer {new_keys().sign(pivot, clock.now())}"}
    assert (await client.get("/v1/me", headers=foreign)).status_code == 401
    assert (await client.get("/v1/me", headers=as_(uuid4()))).status_code == 401


async def test_nowhere_is_a_problem_document(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/nowhere", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not_found"


async def test_health_and_metrics(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ok"}
    assert (
        'relais_requests_total{operation="is_ready",status="200"} 1.0' in (await client.get("/metrics")).text
    )


async def test_openapi_is_served(client: httpx.AsyncClient) -> None:
    document = (await client.get("/schema/openapi.json")).json()
    assert document["paths"]["/v1/me"]["get"]["operationId"] == "read_me"


async def test_request_ids(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz", headers={"X-Request-Id": "abcdef-1234"})).headers[
        "x-request-id"
    ] == "abcdef-1234"
    assert (
        len((await client.get("/healthz", headers={"X-Request-Id": "a b; c"})).headers["x-request-id"]) == 32
    )
