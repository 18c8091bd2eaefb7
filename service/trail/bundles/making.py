"""How a bundle is made, whoever asks for it: each record with its proof, and the rows that it vouches for (FND-09)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from service.keys.sealing import CannotOpenError
from service.trail.bundles.disclosed import Disclosed, Standing
from service.trail.record_keys import RecordKey
from service.trail.recorder import Told, told_by
from service.trail.rules import Node, consistency_proof, inclusion_proof, leaf_hash

FORMAT = "relais bundle 2"

ProofT = TypeVar("ProofT")
LeftOut = Callable[[int, Told], bool]
"""Whether the record at this place, which says this, stays sealed: its hash alone is in the bundle."""


class Source(Standing, Protocol):
    """Where hashes of the log and rows of the database are read: as the schema's owner, or as an auditor at a door."""

    async def prove(self, proof: Callable[[Node], ProofT]) -> ProofT:
        """A proof over the stored hashes. Raises ValueError when some are missing."""
        ...


class Row(Protocol):
    """A record at its place in the log: `index` and `record`."""

    def __getitem__(self, name: str, /) -> Any: ...


@dataclass(frozen=True)
class Heading:
    """What a bundle is about, and what it stands under: the log's key, a checkpoint, the size of an older one."""

    request: UUID
    code: str
    key: str
    note: str
    size: int
    since: int


async def make(
    source: Source,
    heading: Heading,
    keys: Sequence[RecordKey],
    rows: Sequence[Row],
    *,
    waiting: int,
    left_out: LeftOut,
) -> dict[str, Any]:
    """The bundle as plain JSON values; `rows` in the order of the log, `waiting` how many are not under the checkpoint.

    Raises ValueError when the log cannot prove what it holds or was never as long as `since`.
    """
    making = _Making(source, {each.head: each for each in keys}, heading.size, left_out)
    events = [await making.event(row) for row in rows]
    older = await source.prove(lambda node: consistency_proof(heading.since, heading.size, node))
    return {
        "format": FORMAT,
        "request": {"id": str(heading.request), "code": heading.code},
        "log": {
            "key": heading.key,
            "checkpoint": heading.note,
            "since": heading.since,
            "consistency": [_text(each) for each in older],
        },
        "waiting": waiting,
        "keys": {str(each.id): _text(each.secret) for each in keys if each.head in making.used},
        "events": events,
        "rows": making.disclosed.rows(),
    }


class _Making:
    """One bundle in the making: what it opens, and the rows that its events vouch for."""

    def __init__(self, source: Source, keys: Mapping[bytes, RecordKey], size: int, left_out: LeftOut) -> None:
        self._source = source
        self._keys = keys
        self._size = size
        self._left_out = left_out
        self.disclosed = Disclosed(source)
        self.used: set[bytes] = set()

    async def event(self, event: Row) -> dict[str, Any]:
        """One event with its proof, and which rows it vouches for, in its order; or its hash alone.

        What was sealed before record keys were stays sealed: only its data key opens it, and that opens more. So does
        what does not open: it was altered, its hash is not the one in the log, and both verifiers name its place.
        """
        index, record = event["index"], event["record"]
        path = await self._source.prove(lambda node: inclusion_proof(index, self._size, node))
        proof = {"index": index, "proof": [_text(each) for each in path]}
        told = self._told(record)
        if told is None or self._left_out(index, told):
            await self.disclosed.hide(told.sealed if told else ())
            return {**proof, "leaf": _text(leaf_hash(record))}
        self.used.add(record[:17])
        return {
            **proof,
            "record": _text(record),
            "rows": [await self.disclosed.show(row) for row in told.sealed],
        }

    def _told(self, record: bytes) -> Told | None:
        """What a record says; nothing where it does not open under its record key."""
        key = self._keys.get(record[:17])
        try:
            return told_by(key.open, record) if key else None
        except CannotOpenError:
            return None


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
