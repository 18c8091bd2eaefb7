"""The passphrase that seals the keys' backup: from a file, else asked for; never a part of the command."""

from pathlib import Path

import click

from service.refusals import Language, Said

ASK = Said("Phrase de passe des clés", "Passphrase of the keys")


def passphrase(file: Path | None, language: Language, *, again: bool) -> str:
    """The first line of the file, or what is typed; `again` asks twice."""
    if file is not None:
        return file.read_text(encoding="utf-8").partition("\n")[0].strip()
    typed: str = click.prompt(ASK.in_(language), hide_input=True, confirmation_prompt=again, err=True)
    return typed
