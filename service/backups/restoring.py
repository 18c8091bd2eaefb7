"""Restoring elsewhere: the keys, the data, and in this order all that comes before anybody may look at them.

1. The keys are opened, what the backup says of itself is verified with them, and an encrypted copy opens to its end.
2. The copy is loaded into an empty database and brought to this schema; it is shut.
3. Sessions end, messages of before are stopped, payments are looked for first (`hushing`).
4. The register of erasures is replayed: what was erased since the copy is erased in it too (CNF-11).
5. Kept checkpoints are held against the log (`gap`), and the restoring itself is recorded, placed and signed.
6. The whole log and every invariant are verified. Only then is it opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from service.backups import encryption, key_folder, loading, manifest, sealed_keys
from service.backups.gap import Gap, gap, read_notes
from service.backups.hushing import Hushed, hush
from service.backups.manifest import BackupError, Manifest
from service.backups.recording import WHOSE, Restored, record_everywhere
from service.backups.taking import require_roots
from service.checks import Check, Checked, run_check
from service.keys.erasures import FILE_NAME as REGISTER
from service.keys.erasures import Register, Replayed, replay
from service.store.store import Store, open_pool
from service.trail.notes import Checkpoint, SigningKey, log_key
from service.trail.recorder import SealingRecorder
from service.trail.sequencer import Sequencer
from service.trail.stand import LogContradictedError
from service.trail.verifying.verify import Verified, verify

if TYPE_CHECKING:
    import asyncpg

    from service.clock import Clock
    from service.keys.local import LocalKeyring
    from service.settings import Settings


@dataclass(frozen=True)
class Sources:
    """What is restored: the two halves, what opens the keys, and what was kept beside them.

    Without `keys` the folder of keys that is there already is used: it outlived the database.
    """

    data: Path
    keys: Path | None
    passphrase: str = field(repr=False)
    erasures: tuple[Path, ...] = ()
    """Newer copies of the register of erasures than the one with the keys."""
    checkpoints: tuple[Path, ...] = ()
    identity: Path | None = None
    """The file of what opens the data, where they are encrypted."""


@dataclass(frozen=True)
class Findings:
    """What was restored, what was done before opening, and what verification says."""

    manifest: Manifest
    counted: int
    """Transactions that were counted up."""
    hushed: Hushed
    erased: Replayed
    gap: Gap
    verified: Verified
    checks: tuple[Checked, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as recorded, and every invariant holds."""
        return self.verified.ok and all(check.ok for check in self.checks)


async def open_if_well(connection: asyncpg.Connection, findings: Findings) -> None:
    """Open the database, unless verification found something."""
    if findings.ok:
        await loading.open_up(connection)


@dataclass(frozen=True)
class _Opened:
    """What the keys opened: the log's own, what the backup says of itself, and checkpoints that were kept."""

    keyring: LocalKeyring
    key: SigningKey
    register: Register
    made: Manifest
    kept: Sequence[Checkpoint]
    counted: int


@dataclass(frozen=True)
class Restoring:
    """One restore, and what it has at hand: the target's owner, the keys, the clock, and what to verify at the end."""

    owner_url: str
    settings: Settings
    sources: Sources
    clock: Clock
    checks: Sequence[Check]

    async def run(self) -> Findings:
        """Restore, and open the database if all is well.

        Where verification finds something it stays shut, and what was found is answered. Raises `BackupError`.
        """
        made = manifest.read(self.sources.data)
        loading.refuse_newer(made)
        files = self._key_files(made)
        keyring = await key_folder.open_copy(self.settings, files)
        manifest.verify(self.sources.data, made, keyring)
        opens = await asyncio.to_thread(encryption.opening, self.sources.data, made, self.sources.identity)
        key = log_key(keyring.roots.checkpoint_seed)
        kept = read_notes(self.sources.checkpoints, key.public)
        async with loading.alone(self.owner_url) as connection:
            await loading.require_empty(connection)
            key_folder.lay_down(self.settings, files)
            register = self._register(keyring, files)
            counted = await loading.load(connection, self.owner_url, self.sources.data, made, opens)
            findings = await self._before_opening(
                connection, _Opened(keyring, key, register, made, kept, counted)
            )
            await open_if_well(connection, findings)
        return findings

    def _key_files(self, made: Manifest) -> dict[str, bytes]:
        """The keys of the backup; where a folder of keys is there already, it must be able to open the copy."""
        standing = key_folder.standing(self.settings)
        files = standing
        if self.sources.keys is not None:
            _, files = sealed_keys.open_(self.sources.keys, self.sources.passphrase)
        if files is None:
            raise BackupError("Name the backup of the keys: there are none here.")
        require_roots(files, made.stand)
        if standing is not None and not key_folder.same_roots(standing, files):
            raise BackupError(
                f"{self.settings.data / 'keys'} holds other keys. Nothing was touched: move that folder out of the "
                "way, and keep it."
            )
        return files

    async def _before_opening(self, owner: asyncpg.Connection, opened: _Opened) -> Findings:
        """On a connection whose statements may take as long as they take."""
        hushed = await hush(owner, self.clock.now())
        found = await gap(owner, opened.kept)
        erased = await replay(owner, opened.register)
        await self._record(owner, opened, Restored.of(opened.made, found, erased.erased))
        verified = await self._verified(opened)
        now = self.clock.now()
        checks = tuple([await run_check(owner, check, now) for check in self.checks])
        return Findings(opened.made, opened.counted, hushed, erased, found, verified, checks)

    async def _verified(self, opened: _Opened) -> Verified:
        pool = await open_pool(self.owner_url, role="none", size=1)
        try:
            async with pool.acquire() as connection:
                return await verify(connection, opened.keyring, opened.key.public)
        finally:
            await pool.close()

    def _register(self, keyring: LocalKeyring, files: Mapping[str, bytes]) -> Register:
        copies = [files[REGISTER]] if REGISTER in files else []
        copies += [path.read_bytes() for path in self.sources.erasures]
        return key_folder.keep_longest(self.settings, copies, keyring)

    async def _record(self, owner: asyncpg.Connection, opened: _Opened, restored: Restored) -> None:
        """Say it in the trail, once for each network, and let the log take it in and be signed."""
        owners: list[UUID] = [row["id"] for row in await owner.fetch(WHOSE.text)]
        pool = await open_pool(self.owner_url, size=1)
        workers = await open_pool(self.owner_url, role="relais_worker", size=1)
        try:
            store = Store(pool, self.clock, SealingRecorder(opened.keyring), opened.keyring)
            await record_everywhere(store, owners, restored)
            with suppress(LogContradictedError):  # verification names it, and the database stays shut
                await Sequencer(workers, opened.key, self.clock, every=timedelta(0)).tick()
        finally:
            await pool.close()
            await workers.close()
