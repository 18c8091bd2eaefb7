"""`relais keys`: which root keys are in use, and another one in the place of one of them."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from api.cli.backup_identity import backup_identity
from api.cli.errors import run
from api.cli.import_file import language_of_the_terminal
from api.cli.token_keys import rotate_tokens
from service.refusals import Language, Said

if TYPE_CHECKING:
    from service.events import Root
    from service.keys.rotation import Rotated

SETTLED_AFTER = 40.0
"""Seconds until every process has looked at the root keys again and no transaction of before is still open: they look
each second, and PostgreSQL ends what idles for thirty."""

IN_USE = Said("{root} : {in_use}; gardées : {kept}", "{root}: {in_use}; kept: {kept}")
ROTATED = Said(
    "{root} : {in_use} est en usage; {count} clés ré-emballées; retirées : {retired}.",
    "{root}: {in_use} is in use; {count} keys wrapped anew; retired: {retired}.",
)
NOT_ORDERED = Said(
    "Personne n'a ordonné cette rotation. Deux administrateurs du réseau la proposent et la signent; si la clé est "
    "compromise, ajoutez --emergency.",
    "Nobody has ordered this rotation. Two network administrators propose and sign it; if the key is compromised, add "
    "--emergency.",
)
RUNS = Said("Une autre rotation de {root} est en cours.", "Another rotation of {root} is running.")
DUE = "SELECT id FROM relais.root_rotations_due() WHERE root = $1"
DONE = "SELECT relais.root_rotation_done($1)"

_language = click.option(
    "--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default."
)


@click.group("keys")
def command() -> None:
    """The root keys, under which every data key is wrapped, the keys of access tokens, and what opens backups."""


command.add_command(rotate_tokens)
command.add_command(backup_identity)


@command.command("status")
@_language
def status_command(language: Language | None) -> None:
    """Say which generation of each root is in use, and which are still kept."""
    for root, in_use, kept in run(_status()):
        facts = {"root": root, "in_use": in_use, "kept": ", ".join(kept)}
        click.echo(IN_USE.in_(language or language_of_the_terminal(), facts))


@command.command("rotate")
@click.argument("root", type=click.Choice(["care", "financial"]))
@click.option(
    "--pause",
    type=click.FloatRange(min=0),
    default=SETTLED_AFTER,
    help="Seconds for every process to settle.",
)
@click.option("--emergency", is_flag=True, help="Without an order: for a key that others may have.")
@_language
def rotate_command(root: "Root", pause: float, emergency: bool, language: Language | None) -> None:
    """Replace a root key while everything goes on; interrupted, the same command goes on with it (CNF-11)."""
    said = language or language_of_the_terminal()
    done = run(_rotate(root, pause, said, emergency=emergency))
    facts = {"root": root, "in_use": done.root_key_id, "count": done.rewrapped}
    click.echo(ROTATED.in_(said, {**facts, "retired": ", ".join(done.retired) or "0"}))


async def _status() -> list[tuple[str, str, tuple[str, ...]]]:
    from api.parts import open_parts
    from service.keys.roots import ROOTS
    from service.settings import read_settings

    async with open_parts(read_settings()) as relais:
        roots = _there(relais.keyring).roots
        return [(root, roots.newest(root), roots.ids(root)) for root in ROOTS]


async def _rotate(root: "Root", pause: float, language: Language, *, emergency: bool) -> "Rotated":
    """Carry out what was ordered, and put it on record: an emergency has no two signatures there.

    Raises `click.ClickException` without an order, or beside another rotation.
    """
    from api.cli.on_record import on_record
    from api.parts import open_parts
    from service.keys.rotated import RotatedRoot, record_root_rotated
    from service.keys.rotation import RotationRunsError, rotate
    from service.settings import read_settings

    async with open_parts(read_settings()) as relais:
        pool = _there(relais.worker_pool)
        orders = [row["id"] for row in await pool.fetch(DUE, root)]
        if not orders and not emergency:
            raise click.ClickException(NOT_ORDERED.in_(language))
        source = _there(relais.root_source)
        try:
            done = await rotate(pool, source, root, pause=partial(asyncio.sleep, pause))
        except RotationRunsError:
            raise click.ClickException(RUNS.in_(language, {"root": root})) from None
        for order in orders:
            await pool.fetchval(DONE, order)
        wish = RotatedRoot(root, done.root_key_id, done.rewrapped, done.retired, ordered=bool(orders))
        await on_record(relais.store, source, record_root_rotated, wish)
        return done


def _there(part: Any) -> Any:
    """A part that every process but a test's has."""
    if part is None:
        raise click.ClickException("This process was opened without its keys.")
    return part
