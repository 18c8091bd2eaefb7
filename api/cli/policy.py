"""`relais policy check FILE`, `relais policy simulate FILE`: is it valid, and what would it have changed (ELG-08)."""

from pathlib import Path

import click
import msgspec

from api.cli.errors import run
from service.fund.policy.document import Policy
from service.fund.policy.rules import Answer, Question, faults, read
from service.fund.policy.simulation import Past, Simulation, simulate
from service.settings import read_settings

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PAST = """
    SELECT r.code, d.question, d.answer FROM decisions d JOIN fund_requests r ON r.id = d.request_id
    WHERE d.kind <> 'declined' ORDER BY d.made_at, d.id
"""


@click.group("policy")
def command() -> None:
    """A fund's policy, as a file."""


@command.command("check")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check(file: Path, as_json: bool) -> None:
    """Whether two people could sign it; exit 1 when not."""
    wrong = _wrong(file)
    if as_json:
        click.echo(msgspec.json.encode({"ok": not wrong, "wrong": wrong}).decode())
    else:
        click.echo("\n".join(wrong) or "This policy holds.")
    raise SystemExit(1 if wrong else 0)


def _wrong(file: Path) -> list[str]:
    """Everything that keeps a file from being a policy, in the words of the codes."""
    try:
        return [f"{fault.code}: {fault.where}" for fault in faults(read(file.read_bytes()))]
    except msgspec.DecodeError as error:
        return [f"not_a_policy: {error}"]


@command.command("simulate")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def simulate_file(file: Path, as_json: bool) -> None:
    """What it would have changed for the requests of the past; changes nothing."""
    wrong = _wrong(file)
    if wrong:
        click.echo("\n".join(wrong))
        raise SystemExit(1)
    found = run(_simulate(read(file.read_bytes())))
    if as_json:
        click.echo(
            msgspec.json.encode(
                {"requests": found.requests, "changed": found.changed, "changes": found.changes}
            ).decode()
        )
    else:
        _print(found)


async def _simulate(policy: Policy) -> Simulation:
    import asyncpg

    from api.parts import open_parts

    async with open_parts(read_settings()) as relais:
        connection = await asyncpg.connect(relais.owner_url)
        try:
            rows = await connection.fetch(PAST)
        finally:
            await connection.close()
    return simulate(
        policy,
        [
            Past(
                row["code"],
                msgspec.json.decode(row["question"], type=Question),
                msgspec.json.decode(row["answer"], type=Answer),
            )
            for row in rows
        ],
    )


def _print(found: Simulation) -> None:
    click.echo(f"would have changed {found.changed} of {found.requests} requests")
    for change in found.changes:
        before, after = change.before, change.after
        click.echo(
            f"  {change.request}: {before.route} ({before.approvers}) -> {after.route} ({after.approvers})"
        )
