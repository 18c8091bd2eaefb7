"""The composition root: everything is assembled here and nowhere else."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from api import health, security_txt
from api.auth.caller import Visitors, by_session, provide_caller, signed_in
from api.auth.cookies import forget_who_left, replace_token
from api.browser.headers import Safety
from api.browser.hosts import OneHost
from api.browser.same_origin import SameOrigin
from api.doors import OwnRouter, provide_once, provide_version
from api.limits.asking import Knocking, Limits
from api.limits.hurry import Hurry
from api.live.hub import LiveHub, Pace
from api.observe import Observe
from api.outage import on_trouble
from api.pages import doors as pages
from api.pages.frame import version
from api.parts import Relais
from api.problems import HANDLERS as PROBLEM_HANDLERS
from api.strict import BoundedTuples, StrictStructs
from api.v1.doors import HANDLERS as V1_HANDLERS
from service.beds.counts.desk import CountDesk
from service.store.command import Once

LARGEST_BODY = 1_000_000
"""Bytes. Receipts come by a door of their own."""


Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def build(
    relais: Relais,
    *,
    lifespan: list[Lifespan] | None = None,
    extra: list[Any] | None = None,
    pace: Pace | None = None,
    visitors: Visitors | None = None,
) -> Litestar:
    """The application over these parts. Whoever opened the parts closes them. `pace` is the live stream's."""
    metrics = relais.metrics
    visitors = visitors or by_session(relais.store)
    count_desk = CountDesk(relais.store)
    live = LiveHub(relais.worker_pool, relais.store.clock, pace) if relais.worker_pool else None
    push_key = relais.push.public_key if relais.push else None
    limits = Limits(relais.store, relais.settings)
    app = Litestar(
        route_handlers=[
            *health.handlers,
            *security_txt.handlers,
            OwnRouter("/v1", route_handlers=V1_HANDLERS, guards=[signed_in]),
            *pages.doors(),
            *(extra or []),
        ],
        dependencies=_parts_for_doors(relais, live, visitors, count_desk),
        exception_handlers={**PROBLEM_HANDLERS, Exception: on_trouble},
        middleware=[
            Observe(metrics),
            Knocking(limits, relais.settings),
            Hurry(),
            SameOrigin(relais.settings),
        ],
        before_send=[replace_token, forget_who_left, Safety(relais.settings, version())],
        openapi_config=_openapi(),
        plugins=[StrictStructs(), BoundedTuples()],
        request_max_body_size=LARGEST_BODY,
        lifespan=[*(lifespan or []), *([live] if live else [])],
        state=State(
            {
                "live": live,
                "token_keys": relais.token_keys,
                "store": relais.store,
                "visitors": visitors,
                "settings": relais.settings,
                "limits": limits,
                "push_key": push_key,
                "count_desk": count_desk,
            }
        ),
        logging_config=None,  # ours is structlog; Litestar's own starts a thread per application
        debug=False,
    )
    app.asgi_handler = OneHost(app.asgi_handler)
    return app


def _parts_for_doors(
    relais: Relais, live: LiveHub | None, visitors: Visitors, count_desk: CountDesk
) -> dict[str, Provide]:
    """What a door is given by its name. One after another: Litestar starts a task for each of several that wait for
    nothing."""
    push_key = relais.push.public_key if relais.push else None
    return {
        "store": Provide(lambda: relais.store, sync_to_thread=False),
        "accounts": Provide(lambda: relais.accounts, sync_to_thread=False),
        "settings": Provide(lambda: relais.settings, sync_to_thread=False),
        "token_keys": Provide(lambda: relais.token_keys, sync_to_thread=False),
        "count_desk": Provide(_after_once(count_desk), sync_to_thread=False),
        "metrics": Provide(lambda: relais.metrics, sync_to_thread=False),
        "live": Provide(lambda: live, sync_to_thread=False),
        "push_key": Provide(lambda: push_key, sync_to_thread=False),
        "visitors": Provide(lambda: visitors, sync_to_thread=False),
        "caller": Provide(provide_caller),
        "once": Provide(provide_once),
        "version": Provide(provide_version, sync_to_thread=False),
    }


def _after_once(desk: CountDesk) -> Callable[..., CountDesk]:
    def provide(once: NamedDependency[Once]) -> CountDesk:  # noqa: ARG001
        return desk

    return provide


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Relais",
        version="1",
        summary="A bed that is certain, and a little money, now.",
        path="/schema",
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        components=Components(
            security_schemes={"bearer": SecurityScheme(type="http", scheme="bearer", bearer_format="JWT")}
        ),
    )


@asynccontextmanager
async def nothing(_: Litestar) -> AsyncIterator[None]:
    """A lifespan that opens and closes nothing."""
    yield
