"""`pg_dump` and `pg_restore`: PostgreSQL's own, run over a URL whose password no list of processes shows."""

from __future__ import annotations

import asyncio
import math
import os
from asyncio.subprocess import DEVNULL, PIPE
from urllib.parse import unquote, urlsplit, urlunsplit

from service.backups.manifest import BackupError
from service.store.embedded import Binaries, candidates

LOCK_WAIT = "60s"
"""How long a copy waits for a migration that is running."""


WITH_TRANSACTION_TIMEOUT = 17
"""From this version on the programs set something that older servers do not know, and restore nothing into them."""


def programs_for(server: int) -> Binaries:
    """Of the programs on this machine, those made for this major version of the server, else the next newer ones that
    also restore into it.

    Raises `BackupError` where there are none.
    """
    newest = WITH_TRANSACTION_TIMEOUT - 1 if server < WITH_TRANSACTION_TIMEOUT else math.inf
    found = [each for each in candidates() if server <= each.major <= newest and _complete(each)]
    if not found:
        raise BackupError(
            f"No pg_dump and pg_restore for PostgreSQL {server} are on this machine: install its client programs, or "
            "name their folder by RELAIS_PG_BIN."
        )
    return min(found, key=lambda each: each.major)


def _complete(binaries: Binaries) -> bool:
    return all((binaries.folder / name).exists() for name in ("pg_dump", "pg_restore"))


async def run(
    binaries: Binaries, program: str, url: str, *options: str, stdin: int = DEVNULL, stdout: int = DEVNULL
) -> None:
    """Run one of them over a database to its end. Raises `BackupError` with the last thing that it said."""
    bare, password = without_password(url)
    environ = {**os.environ, "PGCONNECT_TIMEOUT": "30", **({"PGPASSWORD": password} if password else {})}
    process = await asyncio.create_subprocess_exec(
        binaries.folder / program, "-d", bare, *options, env=environ, stdin=stdin, stdout=stdout, stderr=PIPE,
    )  # fmt: skip
    try:
        _, said = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        lines = said.decode(errors="replace").strip().splitlines() or ["it said nothing"]
        complaint = next((line for line in lines if "error" in line.lower()), lines[-1])
        raise BackupError(f"{program} did not finish: {complaint}")


def without_password(url: str) -> tuple[str, str | None]:
    """The URL for the list of processes, and the password that was in it, for the environment."""
    parts = urlsplit(url)
    if parts.password is None:
        return url, None
    user, _, host = parts.netloc.rpartition("@")
    bare = parts._replace(netloc=f"{user.split(':', 1)[0]}@{host}")
    return urlunsplit(bare), unquote(parts.password)
