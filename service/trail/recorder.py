"""What the trail stores of an event: canonical JSON, sealed under the data key of its subject (FND-09).

The record is all that is hashed and all that is sealed; the columns beside it only help to find it, and
`service.trail.verify` compares them with it.
"""

from __future__ import annotations

from service.events import Event
from service.keys.keyring import Keyring
from service.keys.sealing import seal
from service.store.session import UnitOfWork
from service.store.store import canonical

ASSOCIATED = b"relais event 1"
"""Says that these bytes are an event's record, so that nothing else sealed can pass for one."""


class SealingRecorder:
    """The Recorder of the service: what a copy of the database holds of an event tells nothing (CNF-11)."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def record(self, uow: UnitOfWork, event: Event) -> bytes:
        """The bytes to store; raises KeyDestroyedError when the subject was erased."""
        key = await self._keyring.data_key(uow.connection, event.root, event.subject)
        return seal(key, canonical(uow, event), ASSOCIATED)
