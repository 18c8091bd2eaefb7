"""The keyring of one machine: root keys in a file, wrapped data keys in the schema `vault` (CNF-11)."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from service.events import Root
from service.keys.cache import KeyCache
from service.keys.keyring import Closed
from service.keys.roots import RootKeys, RootKeysError, RootsChangedError
from service.keys.sealing import CannotOpenError, DataKey, fresh_secret, unwrap, wrap
from service.keys.sources import RootSource
from service.store.statements import sql

FIND_BY_ID = sql("SELECT * FROM vault.keys_by_id(CAST(:ids AS uuid[]))")
# One round trip, whether the key is there already or not: most commands meet a new subject or a kept key.
FIND_OR_ADD = sql("SELECT * FROM vault.find_or_add(:id, :root, :subject, :root_key_id, :wrapped)")


class KeyDestroyedError(Exception):
    """The subject was erased: nothing more can be sealed under its key."""


class LocalKeyring:
    """Data keys wrapped under root keys that this process holds open, wherever they are kept.

    With a `source` it looks, between transactions and at most every `every` seconds, whether they have changed.
    """

    def __init__(
        self,
        roots: RootKeys,
        cache: KeyCache | None = None,
        source: RootSource | None = None,
        *,
        every: float = 1.0,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._roots = roots
        self._cache = cache or KeyCache()
        self._source = source
        self._every = every
        self._elapsed = elapsed
        self._looks_at = 0.0
        self._stamp: Any = source.stamp() if source else None

    @property
    def roots(self) -> RootKeys:
        """The root keys as this process knows them now."""
        return self._roots

    async def refresh(self) -> None:
        """Take in root keys that another process has added or put in use. Never inside a transaction: it may ask a
        key service. Without an answer the known ones serve on."""
        if self._source is None or self._elapsed() < self._looks_at:
            return
        self._looks_at = self._elapsed() + self._every
        with suppress(OSError, RootKeysError):
            stamp = self._source.stamp()
            if stamp != self._stamp:
                self._roots, self._stamp = await self._source.open(), stamp

    async def data_key(self, connection: asyncpg.Connection, root: Root, subject: UUID) -> DataKey:
        """The key of this subject, made on first use within the caller's transaction (CNF-11).

        Raises KeyDestroyedError after the subject's erasure. When two transactions make the key of one
        subject, the second waits for the first and uses its key.
        """
        kept = self._cache.get(root, subject)
        if kept is not None:
            return kept
        fresh = DataKey(uuid4(), root, subject, fresh_secret())
        row = await self._find_or_add(connection, fresh)
        if row["id"] == fresh.id:
            return fresh
        if row["destroyed_at"] is not None:
            raise KeyDestroyedError(f"{root} {subject}")
        key = self._unwrapped(row)
        if row["settled"]:
            self._cache.keep(key)
        return key

    async def opening(
        self, connection: asyncpg.Connection, ids: Collection[UUID]
    ) -> Mapping[UUID, DataKey | Closed]:
        """The keys that open records, by id; an absent id is in no row. Raises RootKeysError."""
        rows = await connection.fetch(FIND_BY_ID.text, *FIND_BY_ID.arguments({"ids": list(ids)}))
        return {row["id"]: self._opened(row) for row in rows}

    async def at_hand(
        self, connection: asyncpg.Connection | asyncpg.Pool, ids: Collection[UUID]
    ) -> Mapping[UUID, DataKey | Closed]:
        """The keys that open secrets, kept ones without a query. An erasure takes hold within the cache's time."""
        found: dict[UUID, DataKey | Closed] = {
            id: key for id in ids if (key := self._cache.by_id(id)) is not None
        }
        missing = [id for id in ids if id not in found]
        if missing:
            rows = await connection.fetch(FIND_BY_ID.text, *FIND_BY_ID.arguments({"ids": missing}))
            for row in rows:
                opened = found[row["id"]] = self._opened(row)
                if isinstance(opened, DataKey) and row["settled"]:
                    self._cache.keep(opened)
        return found

    def blind(self, purpose: str, message: bytes) -> bytes:
        """HMAC-SHA256 under a key of its own for each purpose, derived from the file of root keys (RFC 5869)."""
        return hmac.digest(self._roots.derived(purpose), message, "sha256")

    def _opened(self, row: Mapping[str, Any]) -> DataKey | Closed:
        if row["destroyed_at"] is not None:
            return Closed.DESTROYED
        try:
            return self._unwrapped(row)
        except CannotOpenError:
            return Closed.UNREADABLE

    async def _find_or_add(self, connection: asyncpg.Connection, fresh: DataKey) -> Mapping[str, Any]:
        root_key_id = self._roots.newest(fresh.root)
        wrapped = wrap(self._roots.by_id(root_key_id), fresh)
        values = {"id": fresh.id, "root": fresh.root, "subject": fresh.subject, "root_key_id": root_key_id}
        arguments = FIND_OR_ADD.arguments({**values, "wrapped": wrapped})
        try:
            row = await connection.fetchrow(FIND_OR_ADD.text, *arguments)
        except asyncpg.IntegrityConstraintViolationError as error:
            if error.constraint_name != "data_keys_root_in_use":
                raise
            self._looks_at = 0.0
            raise RootsChangedError(f"the root key {root_key_id!r} is retired") from None
        if row is None:
            raise RuntimeError(f"the key of {fresh.root} {fresh.subject} is neither there nor ours to add")
        found: Mapping[str, Any] = row
        return found

    def _unwrapped(self, row: Mapping[str, Any]) -> DataKey:
        try:
            root_key = self._roots.by_id(row["root_key_id"])
        except RootsChangedError:
            self._looks_at = 0.0
            raise
        return unwrap(root_key, row["wrapped"], row["id"], row["root"], row["subject"])
