"""`relais serve`: the API and, unless told otherwise, the jobs."""

import os
from dataclasses import replace

import click

from api.cli.errors import run
from service.settings import Settings, read_settings


@click.command("serve")
@click.option("--demo", is_flag=True, help="Load the demo network and print who can sign in.")
@click.option("--host", help="Address to listen on (127.0.0.1).")
@click.option("--port", type=int, help="Port to listen on (8000, or PORT).")
@click.option("--no-jobs", is_flag=True, help="Serve the API only; run `relais jobs` beside it.")
def command(demo: bool, host: str | None, port: int | None, no_jobs: bool) -> None:
    """The API and, unless --no-jobs, the jobs."""
    environ = {**os.environ, "RELAIS_ENVIRONMENT": "demo"} if demo else os.environ
    settings = read_settings(environ)
    settings = replace(settings, host=host or settings.host, port=port if port is not None else settings.port)
    run(serve(settings, with_jobs=not no_jobs))


async def serve(settings: Settings, *, with_jobs: bool) -> None:
    """Serve until SIGINT or SIGTERM; then finish what has begun, and leave no process behind."""
    from contextlib import AsyncExitStack

    import uvicorn

    from api.app import build
    from api.observe import configure_logging
    from api.parts import open_parts

    configure_logging()
    async with AsyncExitStack() as stack:
        relais = await stack.enter_async_context(open_parts(settings))
        extra = []
        if settings.demo:
            from api.demo import opening

            extra = await opening.prepare(relais, stack)
        if with_jobs:
            from jobs.app import running

            await stack.enter_async_context(running(relais))
        server = uvicorn.Server(
            uvicorn.Config(
                build(relais, extra=extra),
                host=settings.host,
                port=settings.port,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=3,
            )
        )
        await server.serve()
