"""What the trail stores of an event: canonical JSON, sealed under the data key of its subject (FND-09).

The record is all that is hashed and all that is sealed; the columns beside it only help to find it, and
`service.trail.verifying.verify` compares them with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from service.events import Event
from service.keys.keyring import Keyring
from service.keys.sealing import VERSION, CannotOpenError, DataKey, open_
from service.store.session import UnitOfWork
from service.store.store import canonical
from service.trail.record_keys import RecordKey

ASSOCIATED = b"relais event 1"
"""Of records sealed before 0038_proving, under the data key itself. They are read, and never written again."""


class SealedRow(msgspec.Struct, frozen=True):
    """A row, as it stood when the event vouched for it."""

    table: str
    id: UUID
    row: Mapping[str, Any]


class Told(msgspec.Struct, frozen=True):
    """What a record says once it is open (`service.store.store.canonical` writes it)."""

    name: str
    at: datetime
    member: UUID | None
    organisation: UUID
    roles: tuple[str, ...]
    subject: UUID
    why: str | None
    facts: Mapping[str, Any]
    sealed: tuple[SealedRow, ...]

    @property
    def role(self) -> str:
        """The role as the column beside the record writes it."""
        return "job" if self.member is None else "+".join(self.roles)


class SealingRecorder:
    """The Recorder of the service: what a copy of the database holds of an event tells nothing (CNF-11)."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def record(self, uow: UnitOfWork, event: Event) -> bytes:
        """The bytes to store; raises KeyDestroyedError when the subject was erased."""
        return RecordKey.of(await self._key(uow, event)).seal(canonical(uow, event))

    async def _key(self, uow: UnitOfWork, event: Event) -> DataKey:
        """One look in the vault for each subject of a transaction, however many events it has."""
        place = event.root, event.subject
        if place not in uow.keys:
            uow.keys[place] = await self._keyring.data_key(uow.connection, *place)
        return uow.keys[place]


_DECODER = msgspec.json.Decoder(Told)
Opener = Callable[[bytes], bytes]
"""Opens the records under one key; raises CannotOpenError."""


def opener(key: DataKey, version: bytes) -> Opener:
    """What opens the records of this version, their first byte, under this data key."""
    if version == VERSION:
        return lambda record: open_(key, record, ASSOCIATED)
    return RecordKey.of(key).open


def read_record(key: DataKey, record: bytes) -> Told:
    """What the record says; raises CannotOpenError when it is not what was sealed."""
    return told_by(opener(key, record[:1]), record)


def told_by(open_record: Opener, record: bytes) -> Told:
    """The same, where the opener is at hand."""
    try:
        return _DECODER.decode(open_record(record))
    except msgspec.MsgspecError as strange:
        raise CannotOpenError from strange
