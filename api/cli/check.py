"""`relais check`: every invariant, on the data as it stands."""

import click
import msgspec

from api.cli.errors import run
from service.checks import Checked
from service.settings import read_settings


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(as_json: bool) -> None:
    """Verify every invariant; exit 1 when one does not hold."""
    found = run(_check())
    ok = all(check.ok for check in found)
    if as_json:
        click.echo(msgspec.json.encode({"ok": ok, "checks": found}).decode())
    else:
        _print(found)
    raise SystemExit(0 if ok else 1)


async def _check() -> list[Checked]:
    from api.checks import check_everything
    from api.parts import open_parts

    async with open_parts(read_settings()) as relais:
        return await check_everything(relais)


def _print(found: list[Checked]) -> None:
    for check in found:
        click.echo(f"{'ok   ' if check.ok else 'WRONG'} {check.name} ({check.looked_at} looked at)")
        for what in check.wrong:
            click.echo(f"        {what}")
