"""Where data keys come from: a Protocol, so that a key management service can replace the local file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from service.events import Root
from service.keys.sealing import DataKey

if TYPE_CHECKING:
    import asyncpg

    from service.keys.roots import RootKeys


class Closed(Enum):
    """Why a key does not open: it was destroyed, as promised, or its wrapping is not what we stored."""

    DESTROYED = "destroyed"
    UNREADABLE = "unreadable"


class Keyring(Protocol):
    """Hands out data keys, one for each subject and root, made when first asked for (CNF-11)."""

    @property
    def roots(self) -> RootKeys:
        """The root keys as this process knows them now; of them comes the key that signs checkpoints."""
        ...

    async def data_key(self, connection: asyncpg.Connection, root: Root, subject: UUID) -> DataKey:
        """The key to seal with. A new one belongs to the transaction: it exists once that commits."""
        ...

    async def opening(
        self, connection: asyncpg.Connection, ids: Collection[UUID]
    ) -> Mapping[UUID, DataKey | Closed]:
        """The keys that open records, by id; an absent id never was, or was removed by hand."""
        ...

    async def at_hand(
        self, connection: asyncpg.Connection | asyncpg.Pool, ids: Collection[UUID]
    ) -> Mapping[UUID, DataKey | Closed]:
        """The same, from the process's own cache where it can: at most one round trip, mostly none."""
        ...

    def blind(self, purpose: str, message: bytes) -> bytes:
        """32 bytes that stand for a message and that nobody without the root keys can compute.

        For what must be recognised but is easily guessed, such as an address or a PIN: its plain hash in a stolen
        copy would tell it to whoever tries them all (ASVS 11.4.2).
        """
        ...

    async def refresh(self) -> None:
        """Take in root keys that were changed meanwhile; called before each transaction, never inside one."""
        ...
