"""`relais restore`: a backup into an empty database; verified before it opens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from api.cli.errors import run
from api.cli.import_file import language_of_the_terminal
from api.cli.passphrase import passphrase
from service.refusals import Language, Said

if TYPE_CHECKING:
    from service.backups.restoring import Findings, Sources
    from service.settings import Settings

RESTORED = Said(
    "Copie du {taken_at} : {events} événements, {leaves} au journal.",
    "Copy of {taken_at}: {events} events, {leaves} in the log.",
)
LOST = Said(
    "Perdus : au moins {missing} événements signés sont absents de cette copie; le journal en comptait {known}.",
    "Lost: at least {missing} signed events are not in this copy; the log had {known}.",
)
NOTHING_LOST = Said(
    "Le point de contrôle gardé ({known}) : rien de ce qui y est signé ne manque.",
    "The kept checkpoint ({known}): nothing that it signs is missing.",
)
NO_CHECKPOINT = Said(
    "Aucun point de contrôle gardé n'a été donné (--checkpoint) : on ne sait pas ce qui manque.",
    "No kept checkpoint was given (--checkpoint): what is missing is not known.",
)
DONE_BEFORE = {
    "sessions": Said("Sessions terminées : {sessions}", "Sessions ended: {sessions}"),
    "register": Said(
        "Effacements du registre : {register}, refaits ici : {erased}",
        "Erasures in the register: {register}, carried out again here: {erased}",
    ),
    "payments": Said(
        "Paiements cherchés au rail avant de partir : {payments}",
        "Payments looked for at the rail before they leave: {payments}",
    ),
    "messages": Said(
        "À regarder : messages arrêtés (relais jobs --stopped) : {messages}",
        "To look at: messages stopped (relais jobs --stopped): {messages}",
    ),
    "failed": Said(
        "À comparer avec le rail, par une personne : paiements en échec : {failed}",
        "To compare with the rail, by a person: failed payments: {failed}",
    ),
    "vouchers": Said(
        "Bons en stock, dont certains ont pu être remis déjà : {vouchers}",
        "Vouchers in stock, some of which may have been given already: {vouchers}",
    ),
}
"""What was done before opening, and what a person does in the next hour; only what there is of it is said."""
OPEN = Said("Tout est tel qu'enregistré. C'est ouvert.", "Everything is as recorded. It is open.")
SHUT = Said(
    "N'est pas tel qu'enregistré : {count}. La base reste fermée.",
    "Not as recorded: {count}. The database stays shut.",
)
REFUSED = (
    "PostgreSQL refuses ({}): a restore wants an empty database, and a login that may make roles "
    "(RELAIS_MIGRATIONS_URL)."
)
_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--keys-from", type=_file, help="The backup of the keys; without it, the folder of keys that is here."
)
@click.option(
    "--passphrase-file", type=_file, help="Its first line opens the keys; without it you are asked."
)
@click.option("--identity-file", type=_file, help="What opens the data, where the copy is encrypted.")
@click.option("--erasures", type=_file, multiple=True, help="A newer copy of the register of erasures.")
@click.option(
    "--checkpoint", type=_file, multiple=True, help="A checkpoint of the log that was kept elsewhere."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Of the answer; the terminal's by default.")
def command(
    folder: Path,
    *,
    keys_from: Path | None,
    passphrase_file: Path | None,
    identity_file: Path | None,
    erasures: tuple[Path, ...],
    checkpoint: tuple[Path, ...],
    as_json: bool,
    language: Language | None,
) -> None:
    """Restore the backup FOLDER into an empty database, and open it once everything is as recorded; exit 1 otherwise.

    What was erased since the backup is erased again, sessions have ended, and nothing is sent or paid a second time.
    """
    from service.backups.restoring import Sources

    said = language or language_of_the_terminal()
    phrase = passphrase(passphrase_file, said, again=False) if keys_from else ""
    sources = Sources(folder, keys_from, phrase, erasures, checkpoint, identity_file)
    findings = run(_restore(sources), said)
    if as_json:
        click.echo(msgspec.json.encode(document(findings)).decode())
    else:
        click.echo("\n".join(sentences(findings, said)))
    raise SystemExit(0 if findings.ok else 1)


async def _restore(sources: "Sources") -> "Findings":
    import asyncpg

    from api.checks import all_checks
    from service.backups.manifest import BackupError
    from service.backups.restoring import Restoring
    from service.clock import SystemClock
    from service.settings import read_settings

    settings = read_settings()
    async with _target(settings) as (owner_url, opened):
        try:
            findings = await Restoring(owner_url, settings, sources, SystemClock(), all_checks()).run()
        except asyncpg.PostgresError as refused:
            raise BackupError(REFUSED.format(refused.message or type(refused).__name__)) from None
        if opened:
            await opened(owner_url)
        return findings


@asynccontextmanager
async def _target(settings: "Settings") -> AsyncIterator[tuple[str, Any]]:
    """The owner's URL of the database to fill, and what it still needs once it is filled."""
    from api.parts import DATABASE, create_database, create_login
    from service.store.embedded import EmbeddedPostgres

    if settings.database_url is not None or settings.migrations_url is not None:
        yield settings.migrations_url or settings.database_url or "", None
        return
    with EmbeddedPostgres(settings.data) as server:
        await create_database(server.url("postgres"))
        yield server.url(DATABASE), create_login


def document(findings: "Findings") -> dict[str, Any]:
    """What `--json` prints: `{"ok", "taken_at", "leaves", "missing", …, "wrong": [sentences]}`."""
    return {"ok": findings.ok, **_facts(findings), "wrong": _wrong(findings)}


def sentences(findings: "Findings", language: Language) -> list[str]:
    """What people read: from when the copy is, what is lost, what was done before opening, and what is wrong."""
    facts, wrong = _facts(findings), _wrong(findings)
    lost = NO_CHECKPOINT if not facts["known"] else LOST if facts["missing"] else NOTHING_LOST
    verdict = SHUT.in_(language, {"count": len(wrong)}) if not findings.ok else OPEN.in_(language)
    done = [words.in_(language, facts) for name, words in DONE_BEFORE.items() if facts[name]]
    said = [RESTORED.in_(language, facts), lost.in_(language, facts), *done, verdict]
    return said + [f"  {each}" for each in wrong]


def _facts(findings: "Findings") -> dict[str, Any]:
    stand, hushed = findings.manifest.stand, findings.hushed
    return {
        "taken_at": findings.manifest.taken_at.isoformat(timespec="seconds"),
        "events": stand.events,
        "leaves": findings.gap.leaves,
        "known": findings.gap.known,
        "missing": findings.gap.missing,
        "counted": findings.counted,
        **msgspec.to_builtins(hushed),
        "register": findings.erased.looked_at,
        "erased": findings.erased.erased,
    }


def _wrong(findings: "Findings") -> list[str]:
    """Each row and each invariant that is not as it should be; never content."""
    rows = [f"{each.table} {each.id}: {each.trouble}" for each in findings.verified.wrong]
    return rows + [f"{check.name}: {what}" for check in findings.checks for what in check.wrong]
