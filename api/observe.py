"""What an operator sees: a request id, counters, durations, and one log line a request without personal data."""

import logging
import re
import sys
import time
from typing import Any
from uuid import uuid4

import structlog
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Histogram

log = structlog.get_logger("relais.http")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Metrics:
    """The counters of one process, in a registry of their own so that two applications can live in one test."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "relais_requests_total",
            "Answers by operation and status",
            ["operation", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "relais_request_seconds", "Time to answer by operation", ["operation"], registry=self.registry
        )


class Observe(ASGIMiddleware):
    """Names each request, times it, and logs operation, status and who was refused; never a path's values, a body or an
    address."""

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP:
            await next_app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope["relais_request_id"] = request_id  # type: ignore[typeddict-unknown-key]  # ASGI scopes are open
        started = time.perf_counter()
        status = 500

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await next_app(scope, receive, observed)
        finally:
            self._note(scope, request_id, status, time.perf_counter() - started)

    def _note(self, scope: Any, request_id: str, status: int, seconds: float) -> None:
        handler = scope.get("route_handler")
        operation = str(getattr(handler, "operation_id", None) or "none")
        self.metrics.requests.labels(operation, str(status)).inc()
        self.metrics.seconds.labels(operation).observe(seconds)
        log.info(
            "request",
            operation=operation,
            status=status,
            ms=round(seconds * 1000, 1),
            request_id=request_id,
            **_refused(scope),
        )


def _refused(scope: Any) -> dict[str, str]:
    """Of a request that was refused: why, and whom, by the member's id (ASVS 16.3.2).

    What was done is in the trail, with who did it; nothing says here what anybody succeeded in looking at.
    """
    if (code := scope.get("relais_refused")) is None:
        return {}
    seat = getattr(scope.get("relais_caller") or scope.get("relais_seated"), "seat", None)
    return {"refused": code} if seat is None else {"refused": code, "member": str(seat.member_id)}


def _request_id(scope: Any) -> str:
    """The caller's own id when it is a plain one, so that two services' logs can be read together."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value.decode("latin-1")):
            return str(value.decode("latin-1"))
    return uuid4().hex


def configure_logging(*, only_trouble: bool = False) -> None:
    """JSON lines on the standard error: every request, or `only_trouble`, where people read along (the demo)."""
    for library in ("httpx", "stripe", "alembic"):  # their lines are not ours, and carry addresses they call
        logging.getLogger(library).setLevel(logging.WARNING)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger("warning" if only_trouble else "info"),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        cache_logger_on_first_use=False,
    )
