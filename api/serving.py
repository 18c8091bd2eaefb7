"""A process that serves, assembled and ready to start: parts, demo network, jobs, and the server over them."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from socket import socket
from typing import Any

import uvicorn

from api.app import build
from api.limits.connections import Patient, most_connections
from api.live.hub import hang_up
from api.parts import Relais, open_parts
from service.settings import Settings, SettingsError


class Serving(uvicorn.Server):
    """uvicorn, with the address that it really listens on, and a word once it does."""

    def __init__(self, relais: Relais, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.relais = relais
        self.once_ready: Callable[[], None] = lambda: None
        self.before_leaving: Callable[[], None] = lambda: None
        self.hears_signals = True

    @property
    def settings(self) -> Settings:
        return self.relais.settings

    @property
    def url(self) -> str:
        """Where it listens, with the port that the machine gave when none was asked for."""
        return f"http://{self.settings.host}:{self.servers[0].sockets[0].getsockname()[1]}"

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl-C and SIGTERM end the serving and nothing more.

        uvicorn's own raises the signal again afterwards, which would end the process before the jobs have drained and
        what was opened is closed.
        """
        if not self.hears_signals:
            yield
            return
        before = {
            number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """uvicorn's own, then `once_ready`."""
        await super().startup(sockets)
        if self.started:
            self.once_ready()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """uvicorn's own, which waits for open answers: so first `before_leaving`."""
        self.before_leaving()
        await super().shutdown(sockets)


async def opened(settings: Settings, stack: AsyncExitStack, *, with_jobs: bool) -> Serving:
    """Everything that serving needs, opened; the stack closes it. `await serving.serve()` begins to listen.

    Raises `SettingsError` for production that was not told where browsers meet it (ASVS 3.5.1).
    """
    if settings.environment == "production" and not (settings.origin or "").startswith("https://"):
        raise SettingsError(
            "Production is served under RELAIS_ORIGIN, the like of https://relais.example: what a request says of its "
            "own host is not believed there, and browsers come by https alone."
        )
    relais = await stack.enter_async_context(open_parts(settings))
    extra: list[Any] = []
    if settings.demo:
        from api.demo import opening

        extra = await opening.prepare(relais, stack)
    if with_jobs:
        from jobs.app import running
        from jobs.counters import Counters

        await stack.enter_async_context(running(relais, Counters(relais.metrics.registry)))
    app = build(relais, extra=extra)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        http=Patient,
        limit_concurrency=most_connections(),
        server_header=False,
        proxy_headers=False,  # who sent a request is for `api.auth.source` to say, by RELAIS_PROXIES
        timeout_graceful_shutdown=3,
    )
    serving = Serving(relais, config)
    serving.before_leaving = partial(hang_up, app)
    return serving
