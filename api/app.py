"""The composition root: everything is assembled here and nowhere else."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import asyncpg
from litestar import Litestar
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from api import health, security_txt
from api.auth.caller import Visitors, by_session, provide_caller, signed_in
from api.auth.cookies import forget_who_left, replace_token
from api.auth.tokens import TokenKeys
from api.browser.headers import Safety
from api.browser.hosts import OneHost
from api.browser.same_origin import SameOrigin
from api.doors import OwnRouter, provide_once, provide_version
from api.limits.asking import Knocking, Limits
from api.limits.hurry import Hurry
from api.live.hub import LiveHub, Pace
from api.observe import Metrics, Observe
from api.outage import on_trouble
from api.pages import doors as pages
from api.pages.frame import version
from api.problems import HANDLERS as PROBLEM_HANDLERS
from api.rails import issuer_of, open_accounts
from api.strict import BoundedTuples, StrictStructs
from api.v1.doors import HANDLERS as V1_HANDLERS
from service.beds.counts.desk import CountDesk
from service.fund.cards.flow import Issuer
from service.fund.onboarding.protocol import Accounts
from service.fund.rails.protocol import Rail
from service.keys.local import LocalKeyring
from service.keys.sources import RootSource
from service.messages.channels.mail import Courier
from service.messages.channels.push import PushChannel
from service.messages.channels.texts import TextChannel
from service.settings import Settings
from service.store.command import Once
from service.store.store import Store

if TYPE_CHECKING:
    from api.demo.stripe_double import StripeDouble

LARGEST_BODY = 1_000_000
"""Bytes. Receipts come by a door of their own."""


@dataclass(frozen=True)
class Relais:
    """The parts of one process, made by the command line or by a test, and handed to the application."""

    settings: Settings
    store: Store
    token_keys: TokenKeys
    keyring: LocalKeyring | None = None
    root_source: RootSource | None = None
    """Where the root keys are kept, for those who rotate them."""
    worker_pool: asyncpg.Pool | None = None
    """Connections that claim work and follow the stream; without them neither runs."""
    owner_url: str | None = None
    """A login that may look at everything: for `relais check` and migrations, never for serving."""
    rails: Mapping[str, Rail] = field(default_factory=dict)
    """The ways for money to leave, by the name that payments carry."""
    courier: Courier | None = None
    """Carries letters; without one, an invitation waits in a person's hands."""
    texts: TextChannel | None = None
    """Carries texts to duty phones; without one the pages ask alone."""
    push: PushChannel | None = None
    """Rings the phones of whoever is asked; without one the pages and texts ask alone."""
    bank: "StripeDouble | None" = None
    """The demo's stand-in for Stripe; never in production."""
    metrics: Metrics = field(default_factory=Metrics)
    """The counters of the process: of its requests and of its jobs."""

    @property
    def accounts(self) -> Accounts | None:
        """Where organisations on-board to be paid, beside the rail that will pay them; without it nobody does."""
        return open_accounts(self.settings, self.rails)

    @property
    def issuer(self) -> Issuer | None:
        """Who makes cards for merchants; nobody, until the operator says that Stripe does."""
        return issuer_of(self.rails)


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
