"""Short texts that only a key opens: addresses, duty numbers, voucher codes (SAF-01, SAF-09, CNF-11).

A sealed text is bound to its column and its row: moved elsewhere by hand, it does not open. Lengths tell: the text is
padded, so that a copy of the database shows a length in steps of 64 bytes and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from service.events import Root
from service.keys.keyring import Closed, Keyring
from service.keys.sealing import CannotOpenError, DataKey, key_id_of, open_, seal

if TYPE_CHECKING:
    import asyncpg

STEP = 64
END = b"\x80"


class Holder(Protocol):
    """What a session, a unit of work, or a test's own pair of connection and keyring has."""

    @property
    def connection(self) -> asyncpg.Connection | asyncpg.Pool: ...
    @property
    def keyring(self) -> Keyring: ...


@dataclass(frozen=True, slots=True)
class Holding:
    """A holder outside a transaction: a pool, for a query that begins and ends by itself."""

    connection: asyncpg.Connection | asyncpg.Pool
    keyring: Keyring


@dataclass(frozen=True, slots=True)
class Box:
    """A column of sealed texts: `Box("care", "shelter_addresses.sealed")`."""

    root: Root
    column: str

    def place(self, row: UUID) -> bytes:
        """The associated data: what a sealed text of this column and row is bound to."""
        return b"relais secret 1\n" + f"{self.root}\n{self.column}\n".encode() + row.bytes


def sealed_with(key: DataKey, box: Box, row: UUID, text: str) -> bytes:
    """The text sealed under a data key at hand. Raises `ValueError` for a key of another root."""
    if key.root != box.root:
        raise ValueError(f"{box.column} is sealed under {box.root}")
    return seal(key, _padded(text), box.place(row))


def opened_with(key: DataKey, box: Box, row: UUID, sealed: bytes) -> str:
    """The text of a sealed column. Raises `CannotOpenError` when it was altered or stood in another row."""
    padded = open_(key, sealed, box.place(row))
    text, end, rest = padded.rpartition(END)
    if not end or rest.strip(b"\0"):
        raise CannotOpenError
    return text.decode()


async def seal_text(holder: Holder, box: Box, *, subject: UUID, row: UUID, text: str) -> bytes:
    """The bytes to store for a text of this row, under the data key of `subject` (a house, a case, an organisation).

    Raises `KeyDestroyedError` after the subject's erasure.
    """
    key = await holder.keyring.data_key(holder.connection, box.root, subject)
    return sealed_with(key, box, row, text)


async def open_text(holder: Holder, box: Box, *, row: UUID, sealed: bytes | None) -> str | None:
    """One text; `None` where there is none, or once its key was destroyed as promised. Raises `CannotOpenError`."""
    return (await open_texts(holder, box, {row: sealed}))[row]


async def open_texts(holder: Holder, box: Box, sealed: Mapping[UUID, bytes | None]) -> dict[UUID, str | None]:
    """Many texts of one column, by row, with at most one round trip for all their keys.

    `None` where nothing was stored or the key was destroyed as promised (CNF-11). Raises `CannotOpenError` for what
    was altered, moved, or sealed under a key that is not there.
    """
    needed = {row: key_id_of(text) for row, text in sealed.items() if text is not None}
    keys = await holder.keyring.at_hand(holder.connection, set(needed.values())) if needed else {}
    return {
        row: _one(keys.get(needed[row]), box, row, text) if text else None for row, text in sealed.items()
    }


def _one(key: DataKey | Closed | None, box: Box, row: UUID, sealed: bytes) -> str | None:
    if key is Closed.DESTROYED:
        return None
    if not isinstance(key, DataKey):
        raise CannotOpenError
    return opened_with(key, box, row, sealed)


def _padded(text: str) -> bytes:
    """The text, an end mark, zeros up to the next step (ISO/IEC 7816-4)."""
    marked = text.encode() + END
    return marked + bytes(-len(marked) % STEP)
