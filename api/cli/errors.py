"""What a command says when it cannot go on: one sentence on the standard error, never a traceback."""

import asyncio
import sys
from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from service.refusals import Language
    from service.settings import Settings

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T], language: "Language" = "en") -> T:
    """Run to the end; what a person can mend is said in a sentence, in that language where there are two.

    Raises `click.ClickException`.
    """
    from service.backups.manifest import BackupError
    from service.keys.roots import RootKeysError
    from service.settings import SettingsError
    from service.store.embedded import EmbeddedPostgresError

    try:
        return _run(work)
    except BackupError as error:
        raise click.ClickException(error.in_(language)) from None
    except (SettingsError, RootKeysError, EmbeddedPostgresError) as error:
        raise click.ClickException(str(error)) from None
    except (ConnectionError, OSError) as error:
        raise click.ClickException(f"Relais cannot reach what it needs: {error}") from None


def settings_of(environ: Mapping[str, str]) -> "Settings":
    """The settings of this process. Raises `click.ClickException` for what an operator can mend."""
    from service.settings import SettingsError, read_settings

    try:
        return read_settings(environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def _run(work: Coroutine[Any, Any, T]) -> T:
    """On libuv's event loop where there is one: a tenth less processor for each request."""
    if sys.platform == "win32":
        return asyncio.run(work)
    import uvloop

    return uvloop.run(work)
