"""Is the process alive, is it ready to serve, and how is it doing."""

import asyncio
from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.auth.tokens import TokenKeys
from api.observe import Metrics
from service.store.in_step import MOST, apart
from service.store.store import Store

PATIENCE: Final = 2.0
"""Seconds. Whoever asks has a time-out of its own, and must hear a no before it."""


@get("/healthz", operation_id="is_alive", summary="The process answers", tags=["health"], security=[])
async def is_alive() -> dict[str, str]:
    return {"status": "ok"}


@get("/readyz", operation_id="is_ready", summary="The database answers too", tags=["health"], security=[])
async def is_ready(store: NamedDependency[Store]) -> Response[dict[str, str]]:
    """Whether to send requests here: a connection is free, PostgreSQL answers, and the clocks agree."""
    status = await _how_it_is(store)
    return Response({"status": status}, status_code=200 if status == "ok" else 503)


async def _how_it_is(store: Store) -> str:
    try:
        async with asyncio.timeout(PATIENCE), store.pool.acquire(timeout=PATIENCE) as connection:
            return "ok" if abs(await apart(connection)) <= MOST else "clocks disagree"
    except Exception:  # whatever the reason, the answer is the same: do not send me requests
        return "no database"


@get(
    "/metrics",
    operation_id="read_metrics",
    summary="Counters for Prometheus",
    tags=["health"],
    security=[],
    media_type="text/plain",
)
async def read_metrics(metrics: NamedDependency[Metrics]) -> Response[bytes]:
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


@get(
    "/.well-known/jwks.json",
    operation_id="read_token_keys",
    summary="Public keys that verify access tokens",
    tags=["health"],
    security=[],
)
async def read_token_keys(token_keys: NamedDependency[TokenKeys]) -> dict[str, Any]:
    return token_keys.published()


handlers = [is_alive, is_ready, read_metrics, read_token_keys]
