"""`relais policy check FILE`, `relais policy simulate FILE`: is it valid, and what would it have changed (ELG-08)."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import msgspec

from api.cli.errors import run
from service.fund.money import money
from service.fund.policy.document.files import Checked
from service.fund.policy.document.files import check as check_file
from service.fund.policy.document.policy import Policy
from service.fund.policy.sentences import WAYS
from service.fund.policy.simulating.past import PAST, past_of
from service.fund.policy.simulating.simulation import Change, Simulation, Way, simulate
from service.fund.said import CATEGORIES
from service.refusals import LANGUAGES, Language, Said
from service.settings import read_settings

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FUNDS = """
    SELECT o.id, o.name FROM organisations o WHERE EXISTS (SELECT FROM policies p WHERE p.organisation_id = o.id)
      AND ($1::text IS NULL OR o.name = $1 OR o.id::text = $1) ORDER BY o.name
"""
EVERY = 1_000_000
HOLDS = Said(
    "Cette politique tient : version {version}, {region}, en vigueur dès le {day}.",
    "This policy holds: version {version}, {region}, in force from {day}.",
)
NATION = Said("partout", "everywhere")
NO_FUND = Said("Aucun fonds de ce nom n'a de politique.", "No fund of this name has a policy.")
IN_ALL = Said(
    "Demandes qui iraient autrement : {changed} sur {requests}, pour {cents}.",
    "Requests that would go another way: {changed} of {requests}, for {cents}.",
)


@click.group("policy")
def command() -> None:
    """A fund's policy, as a file."""


@command.command("check")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check(file: Path, as_json: bool) -> None:
    """Whether two people could sign it: JSON, or TOML in a .toml file; exit 1 when not."""
    checked = _checked(file)
    if as_json:
        click.echo(msgspec.json.encode({"ok": not checked.faults, "wrong": _wrong(checked)}).decode())
    else:
        click.echo("\n".join(_faults(checked) if checked.policy is None else _holds(checked.policy)))
    raise SystemExit(1 if checked.faults else 0)


def _checked(file: Path) -> Checked:
    return check_file(file.name, file.read_bytes())


def _wrong(checked: Checked) -> list[dict[str, str]]:
    return [
        {"code": fault.code, "where": fault.where, **{each: fault.sentence(each) for each in LANGUAGES}}
        for fault in checked.faults
    ]


def _faults(checked: Checked) -> Iterator[str]:
    """Each fault under its place, in both languages."""
    for fault in checked.faults:
        yield f"{fault.where}: {fault.code}"
        for language in LANGUAGES:
            yield f"  {language.upper()}  {fault.sentence(language)}"


def _holds(policy: Policy) -> Iterator[str]:
    for language in LANGUAGES:
        region = policy.region or NATION.in_(language)
        yield HOLDS.in_(
            language, {"version": policy.version, "region": region, "day": policy.in_force_from.isoformat()}
        )


@command.command("simulate")
@click.argument("file", type=FILE)
@click.option("--fund", help="The fund's name or id; without it, every fund in turn.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def simulate_file(file: Path, fund: str | None, as_json: bool) -> None:
    """What it would have changed for the requests of the past; changes nothing."""
    checked = _checked(file)
    if checked.policy is None:
        click.echo("\n".join(_faults(checked)))
        raise SystemExit(1)
    found = run(_simulate(checked.policy, fund))
    if not found:
        click.echo("\n".join(NO_FUND.in_(language) for language in LANGUAGES), err=True)
        raise SystemExit(1)
    if as_json:
        click.echo(msgspec.json.encode({"funds": [plain(name, each) for name, each in found]}).decode())
    else:
        click.echo("\n".join(line for name, each in found for line in told(name, each)))


async def _simulate(policy: Policy, fund: str | None) -> list[tuple[str, Simulation]]:
    import asyncpg

    from api.parts import open_parts

    async with open_parts(read_settings()) as relais:
        connection = await asyncpg.connect(relais.owner_url)
        try:
            return await simulations(connection, policy, fund)
        finally:
            await connection.close()


async def simulations(connection: Any, policy: Policy, fund: str | None) -> list[tuple[str, Simulation]]:
    """Each fund (of this name or id) that has a policy, with what this one would have changed there."""
    funds = await connection.fetch(FUNDS, fund)
    return [(each["name"], await _of(connection, policy, each["id"])) for each in funds]


async def _of(connection: Any, policy: Policy, fund: Any) -> Simulation:
    rows = await connection.fetch(PAST.text, *PAST.arguments({"fund": fund, "most": EVERY}))
    return simulate(policy, [past_of(row) for row in rows])


def plain(name: str, found: Simulation) -> dict[str, Any]:
    return {
        "fund": name,
        "requests": found.requests,
        "changed": found.changed,
        "cents": found.cents,
        "by_category": [asdict(each) for each in found.by_category],
        "by_way": [asdict(each) for each in found.by_way],
        "changes": [msgspec.to_builtins(each) for each in found.changes],
    }


def told(name: str, found: Simulation) -> Iterator[str]:
    """One fund's sums per category and per way, in both languages, then each line that would go another way."""
    yield name
    for language in LANGUAGES:
        facts = {"changed": found.changed, "requests": found.requests, "cents": money(found.cents, language)}
        yield f"  {language.upper()}  {IN_ALL.in_(language, facts)}"
        for of in found.by_category:
            yield f"      {CATEGORIES[of.category].in_(language)} ({of.lines}): {money(of.cents, language)}"
        for one in found.by_way:
            ways = f"{_way(one.before, language)} → {_way(one.after, language)}"
            yield f"      {ways} ({one.lines}): {money(one.cents, language)}"
    yield from (_line(change) for change in found.changes)


def _line(change: Change) -> str:
    before, after = change.before, change.after
    ways = f"{before.route} ({before.approvers}) -> {after.route} ({after.approvers})"
    return f"  {change.request}: {change.category}, {change.cents}: {ways}"


def _way(way: Way, language: Language) -> str:
    said = "person" if way.route == "people" and way.approvers == 1 else way.route
    return WAYS[said].in_(language, {"approvers": way.approvers})
