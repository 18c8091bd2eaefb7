"""`relais jobs`: the jobs alone, and what they had to leave to a person."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import click

from api.cli.errors import run, settings_of
from api.cli.settling import made_to_stay
from service.settings import Settings

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry


@click.command("jobs")
@click.option("--stopped", is_flag=True, help="List what the jobs gave up, and why; then end.")
@click.option("--restart", type=click.UUID, metavar="ID", help="Try one of these again; then end.")
def command(stopped: bool, restart: UUID | None) -> None:
    """The jobs alone, until SIGINT or SIGTERM; any number of replicas may run beside each other."""
    settings = settings_of(os.environ)
    if restart is not None:
        run(try_again(settings, restart))
    elif stopped:
        run(list_stopped(settings))
    else:
        run(work(settings))


async def work(settings: Settings) -> None:
    """Tick until told to stop; then finish what has begun."""
    with made_to_stay():
        from api.observe import configure_logging
        from api.parts import open_parts
        from jobs.app import running
        from jobs.counters import Counters

    configure_logging()
    async with open_parts(settings) as relais:
        registry = relais.metrics.registry
        async with running(relais, Counters(registry)):
            with _shown(registry, settings):
                click.echo("The jobs are running. Ctrl-C ends them.")
                await told_to_stop()


@contextmanager
def _shown(registry: "CollectorRegistry", settings: Settings) -> Iterator[None]:
    """The counters under http://HOST:RELAIS_METRICS_PORT/metrics, where one is set: an operator sees that it ticks."""
    if not settings.metrics_port:
        yield
        return
    from prometheus_client import start_http_server

    server, thread = start_http_server(settings.metrics_port, settings.host, registry)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def told_to_stop() -> None:
    """Until SIGINT or SIGTERM, which from then on interrupt nothing: what has begun is finished first."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()


async def list_stopped(settings: Settings) -> None:
    """One line per intention that a person must look at: id, kind, code of the problem, how often it was tried."""
    from api.parts import open_parts
    from service.messages.outbox import Outbox

    async with open_parts(settings) as relais:
        stopped = await Outbox(relais.worker_pool, relais.store.clock).stopped()
        for each in stopped:
            click.echo(f"{each.id}  {each.kind}  {each.problem}  {each.attempts}")
    if not stopped:
        click.echo("Nothing is left to a person.", err=True)


async def try_again(settings: Settings, intention: UUID) -> None:
    """Raises `click.ClickException` when this intention is not a stopped one."""
    from api.parts import open_parts
    from service.messages.outbox import Outbox

    async with open_parts(settings) as relais:
        if not await Outbox(relais.worker_pool, relais.store.clock).restart(intention):
            raise click.ClickException("No stopped intention has this id; see relais jobs --stopped.")
    click.echo("It will be tried again.")
