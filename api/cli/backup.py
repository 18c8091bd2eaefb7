"""`relais backup`: the data to one place and the keys to another, while everything goes on."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from api.cli.errors import run, settings_of
from api.cli.import_file import language_of_the_terminal
from api.cli.passphrase import passphrase
from service.refusals import Language, Said

if TYPE_CHECKING:
    from service.backups.taking import Taken
    from service.settings import Settings

TAKEN = Said(
    "Données : {data}\nClés : {keys}\n{events} événements, {leaves} au journal. Gardez les deux à deux endroits, la "
    "phrase de passe à un troisième.",
    "Data: {data}\nKeys: {keys}\n{events} events, {leaves} in the log. Keep the two in two places, and the passphrase "
    "in a third.",
)
ENCRYPTED = Said(
    "Les données sont chiffrées pour {recipients} : sans une identité de ceux-là, personne ne les ouvre.",
    "The data are encrypted to {recipients}: without an identity of those nobody opens them.",
)
IN_CLEAR = Said(
    "Les données sont en clair : noms, villes, montants. Nommez RELAIS_BACKUP_RECIPIENTS pour les chiffrer.",
    "The data stand in clear: names, towns, amounts. Name RELAIS_BACKUP_RECIPIENTS to encrypt them.",
)
REFUSED_IN_CLEAR = Said(
    "Rien n'a été copié : en production, les données sont chiffrées. Nommez RELAIS_BACKUP_RECIPIENTS "
    "(« relais keys backup-identity » en fait un), ou ajoutez --in-clear pour copier en clair tout de suite.",
    "Nothing was copied: in production the data are encrypted. Name RELAIS_BACKUP_RECIPIENTS "
    "(`relais keys backup-identity` makes one), or add --in-clear to copy in clear at once.",
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
@click.option(
    "--in-clear", is_flag=True, help="Do not encrypt the data, whatever RELAIS_BACKUP_RECIPIENTS says."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
def command(
    folder: Path,
    *,
    keys_to: Path,
    passphrase_file: Path | None,
    in_clear: bool,
    as_json: bool,
    language: Language | None,
) -> None:
    """Copy the data into a new folder in FOLDER, and the keys, sealed under a passphrase, into a file elsewhere.

    The data are encrypted to RELAIS_BACKUP_RECIPIENTS. Everything goes on meanwhile. Each copy appears whole or not
    at all. Either one alone opens nothing.
    """
    said, settings = language or language_of_the_terminal(), settings_of(os.environ)
    to = readers(settings, said, in_clear=in_clear)
    phrase = passphrase(passphrase_file, said, again=True)
    taken = run(_take(settings, folder, keys_to, phrase, to), said)
    click.echo(msgspec.json.encode(document(taken)).decode() if as_json else sentences(taken, said))


def readers(settings: "Settings", language: Language, *, in_clear: bool) -> tuple[str, ...]:
    """To whom the data are encrypted. Raises `click.ClickException` in production for nobody, unless that was asked."""
    if in_clear:
        return ()
    if settings.environment == "production" and not settings.backup_recipients:
        raise click.ClickException(REFUSED_IN_CLEAR.in_(language))
    return settings.backup_recipients


def document(taken: "Taken") -> dict[str, Any]:
    """What `--json` prints; `encrypted_to` is empty where the data stand in clear."""
    made = taken.manifest
    return {
        "data": str(taken.data),
        "keys": str(taken.keys),
        "events": made.stand.events,
        "leaves": made.stand.leaves,
        "encrypted_to": list(made.encrypted_to or ()),
    }


def sentences(taken: "Taken", language: Language) -> str:
    """What people read: where the halves are, and who can open the data."""
    facts = document(taken)
    to = ", ".join(facts["encrypted_to"])
    whose = ENCRYPTED if to else IN_CLEAR
    return f"{TAKEN.in_(language, facts)}\n{whose.in_(language, {'recipients': to})}"


async def _take(
    settings: "Settings", folder: Path, keys_to: Path, phrase: str, recipients: tuple[str, ...]
) -> "Taken":
    from api.parts import open_parts
    from service.backups.taking import Targets, take
    from service.settings import SettingsError

    async with open_parts(settings) as relais:
        if relais.owner_url is None or relais.keyring is None:
            raise SettingsError(
                "A backup is taken by the login that owns the schema: set RELAIS_MIGRATIONS_URL."
            )
        targets = Targets(folder, keys_to, phrase, recipients=recipients)
        now = relais.store.clock.now()
        return await take(relais.owner_url, relais.keyring, relais.settings.data / "keys", targets, now)
