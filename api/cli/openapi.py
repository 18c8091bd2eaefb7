"""`relais openapi`: the API's description, as kept in `docs/openapi.json`."""

import json

import click


@click.command("openapi")
def command() -> None:
    """Print the API's description."""
    from api.openapi import document

    click.echo(json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True))
