"""The command line: `relais COMMAND`. Each command is a module of its own, imported only when it is called."""

from importlib import import_module

import click

COMMANDS = {
    "serve": ("api.cli.serve", "The API and, unless --no-jobs, the jobs."),
    "jobs": ("api.cli.jobs", "The jobs alone."),
    "scenario": ("api.cli.scenario", "Play a scenario over HTTP as its people."),
    "import": ("api.cli.import_file", "Read a real file into shelters, beds and counts."),
    "check": ("api.cli.check", "Verify every invariant on the data as it stands."),
    "trail": ("api.cli.trail", "Verify the record of every decision."),
    "backup": (
        "api.cli.backup",
        "Copy the data to one place and the keys to another, while everything goes on.",
    ),
    "restore": (
        "api.cli.restore",
        "Bring a backup back into an empty database, and verify it before it opens.",
    ),
    "keys": ("api.cli.keys", "The root keys and their rotation; what opens backups."),
    "network": ("api.cli.network", "The network of this installation, and its first two people."),
    "policy": ("api.cli.policy", "Check a fund's policy, or see what it would have changed."),
    "token": ("api.cli.token", "A bearer token for a demo member."),
    "migrate": ("api.cli.migrate", "Bring the database to this version's schema."),
    "openapi": ("api.cli.openapi", "Print the API's description."),
}


class Commands(click.Group):
    """A group that knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in COMMANDS:
            return None
        command = import_module(COMMANDS[name][0]).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[name][0]} must define `command`")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.command(cls=Commands)
def main() -> None:
    """Relais: a bed that is certain, and a little money, now."""
