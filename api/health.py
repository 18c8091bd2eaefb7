"""Is the process alive, is it ready to serve, and how is it doing."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.auth.tokens import TokenKeys
from api.observe import Metrics
from service.store.statements import sql
from service.store.store import Store

ALIVE = sql("SELECT 1")


@get("/healthz", operation_id="is_alive", summary="The process answers", tags=["health"], security=[])
async def is_alive() -> dict[str, str]:
    return {"status": "ok"}


@get("/readyz", operation_id="is_ready", summary="The database answers too", tags=["health"], security=[])
async def is_ready(store: NamedDependency[Store]) -> Response[dict[str, str]]:
    try:
        async with store.pool.acquire(timeout=2) as connection:
            await connection.fetchval(ALIVE.text, timeout=2)
    except Exception:  # whatever the reason, the answer is the same: do not send me requests
        return Response({"status": "no database"}, status_code=503)
    return Response({"status": "ok"})


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
