"""`relais serve`: the API and, unless told otherwise, the jobs."""

import os
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from api.cli.errors import run, settings_of
from api.cli.settling import made_to_stay
from service.settings import Settings

if TYPE_CHECKING:
    from api.serving import Serving


@click.command("serve")
@click.option("--demo", is_flag=True, help="Load the demo network and print who can sign in.")
@click.option("--host", help="Address to listen on (127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen on (8000, or PORT).")
@click.option("--no-jobs", is_flag=True, help="Serve the API only; run `relais jobs` beside it.")
def command(demo: bool, host: str | None, port: int | None, no_jobs: bool) -> None:
    """The API and, unless --no-jobs, the jobs."""
    environ = {**os.environ, "RELAIS_ENVIRONMENT": "demo"} if demo else os.environ
    settings = settings_of(environ)
    settings = replace(settings, host=host or settings.host, port=port if port is not None else settings.port)
    run(serve(settings, with_jobs=not no_jobs))


async def serve(settings: Settings, *, with_jobs: bool) -> None:
    """Serve until SIGINT or SIGTERM; then finish what has begun, and leave no process behind."""
    async with AsyncExitStack() as stack:
        with made_to_stay():
            from api.observe import configure_logging
            from api.serving import opened

            configure_logging(only_trouble=settings.demo)
            serving = await opened(settings, stack, with_jobs=with_jobs)
        serving.once_ready = lambda: _say(serving)
        await serving.serve()


def _say(serving: "Serving") -> None:
    if serving.settings.demo:
        from api.demo.moment import ahead
        from api.demo.welcome import clock_ahead, welcome

        settings, lead = serving.settings, ahead(serving.relais.store.clock)
        click.echo(welcome(serving.url, clock_ahead(lead, settings.data, embedded=settings.embedded)))
