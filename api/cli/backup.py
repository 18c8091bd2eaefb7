"""`relais backup`: the data to one place and the keys to another, while everything goes on."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from api.cli.errors import run
from api.cli.import_file import language_of_the_terminal
from api.cli.passphrase import passphrase
from service.refusals import Language, Said

if TYPE_CHECKING:
    from service.backups.taking import Taken

TAKEN = Said(
    "Données : {data}\nClés : {keys}\n{events} événements, {leaves} au journal. Gardez les deux à deux endroits, la "
    "phrase de passe à un troisième.",
    "Data: {data}\nKeys: {keys}\n{events} events, {leaves} in the log. Keep the two in two places, and the passphrase "
    "in a third.",
)


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--keys-to", required=True, type=click.Path(path_type=Path, file_okay=False),
    help="Where the keys go: another place than FOLDER.",
)  # fmt: skip
@click.option(
    "--passphrase-file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Its first line seals the keys; without it you are asked.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
def command(
    folder: Path, keys_to: Path, passphrase_file: Path | None, as_json: bool, language: Language | None
) -> None:
    """Copy the data into a new folder in FOLDER, and the keys, sealed under a passphrase, into a file elsewhere.

    Everything goes on meanwhile. Each copy appears whole or not at all. Either one alone opens nothing.
    """
    said = language or language_of_the_terminal()
    taken = run(_take(folder, keys_to, passphrase(passphrase_file, said, again=True)))
    stand = taken.manifest.stand
    facts = {"data": str(taken.data), "keys": str(taken.keys), "events": stand.events, "leaves": stand.leaves}
    click.echo(msgspec.json.encode(facts).decode() if as_json else TAKEN.in_(said, facts))


async def _take(folder: Path, keys_to: Path, phrase: str) -> "Taken":
    from api.parts import open_parts
    from service.backups.taking import Targets, take
    from service.settings import SettingsError, read_settings

    async with open_parts(read_settings()) as relais:
        if relais.owner_url is None or relais.keyring is None:
            raise SettingsError(
                "A backup is taken by the login that owns the schema: set RELAIS_MIGRATIONS_URL."
            )
        targets = Targets(folder, keys_to, phrase)
        now = relais.store.clock.now()
        return await take(relais.owner_url, relais.keyring, relais.settings.data / "keys", targets, now)
