"""An auditor's bundle for one request: its events, the rows they vouch for, and the proofs (FND-09).

It verifies offline with `service/trail/offline.py`, which needs only Python and `cryptography`. It discloses by choice:
it holds the record keys of this request's own financial subjects, which open its events and no sealed column; no case
is in it; and a record may be left out, whose hash is proved all the same.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from service.keys.keyring import Keyring
from service.keys.sealing import DataKey
from service.store.statements import sql
from service.trail.disclosed import Disclosed
from service.trail.nodes import prove
from service.trail.notes import VerifyingKey, open_checkpoint
from service.trail.record_keys import RECORD_VERSION, RecordKey
from service.trail.recorder import told_by
from service.trail.rules import consistency_proof, inclusion_proof, leaf_hash

if TYPE_CHECKING:
    import asyncpg

FORMAT = "relais bundle 2"
PAGE = 50_000

REQUEST = sql(
    "SELECT id, code FROM fund_requests WHERE code = upper(:name) OR CAST(id AS text) = lower(:name)"
)
# All that a request's money passed through, and the policy that each decision stood on.
KEYS = sql(
    """
    WITH lines AS (SELECT id FROM request_lines WHERE request_id = :request),
    subjects AS (
        SELECT CAST(:request AS uuid) AS id
        UNION SELECT id FROM lines
        UNION SELECT id FROM decisions WHERE request_id = :request
        UNION SELECT policy_id FROM decisions WHERE request_id = :request
        UNION SELECT id FROM payout_intents WHERE line_id IN (SELECT id FROM lines)
    )
    SELECT k.id FROM vault.data_keys k JOIN subjects ON subjects.id = k.subject WHERE k.root = 'financial'
    """
)
EVENTS = sql(
    """
    SELECT l.index, e.id, e.record FROM trail_leaves l JOIN events e ON e.id = l.event_id
    WHERE l.index >= :start AND l.index < :end AND substring(e.record FROM 2 FOR 16) = ANY(CAST(:keys AS bytea[]))
    ORDER BY l.index
    """
)
WAITING = sql(
    """
    SELECT count(*) FROM events e
    WHERE (e.xid, e.id) > (SELECT p.xid, p.id FROM trail_leaves l JOIN events p ON p.id = l.event_id
                           WHERE l.index = CAST(:size AS bigint) - 1)
      AND substring(e.record FROM 2 FOR 16) = ANY(CAST(:keys AS bytea[]))
    """
)


class NoBundleError(Exception):
    """There is no such request, or nothing of it is under a checkpoint yet; the text says which."""


async def bundle(
    connection: asyncpg.Connection,
    keyring: Keyring,
    key: VerifyingKey,
    request: str,
    *,
    note: str | None,
    since: int = 0,
    leave_out: Collection[int] = (),
) -> dict[str, Any]:
    """The bundle as plain JSON values, for a request's code or id, under the checkpoint of this signed note.

    `since` is the size of an older checkpoint; `leave_out` are places in the log whose records stay sealed. Raises
    NoBundleError, and ValueError when the log cannot prove what it holds or was never as long as `since`.
    """
    found = await connection.fetchrow(REQUEST.text, *REQUEST.arguments({"name": request}))
    if found is None or note is None:
        raise NoBundleError("no such request" if found is None else "nothing is under a checkpoint yet")
    size = open_checkpoint(note, key).size
    keys = await _keys(connection, keyring, found["id"])
    making = _Making(connection, {each.head: each for each in keys}, size, frozenset(leave_out))
    rows = await _events(connection, [each.id for each in keys], size)
    events = [await making.event(row) for row in rows]
    return {
        "format": FORMAT,
        "request": {"id": str(found["id"]), "code": found["code"]},
        "log": {
            "key": str(key),
            "checkpoint": note,
            "since": since,
            "consistency": await _consistency(connection, since, size),
        },
        "waiting": await _waiting(connection, [each.id for each in keys], size),
        "keys": {str(each.id): _text(each.secret) for each in keys if each.head in making.used},
        "events": events,
        "rows": making.disclosed.rows(),
    }


async def waiting(connection: asyncpg.Connection, keyring: Keyring, request: str, size: int) -> int:
    """How many events of a request a checkpoint of this size does not cover; 0 for no request."""
    found = await connection.fetchrow(REQUEST.text, *REQUEST.arguments({"name": request}))
    keys = await _keys(connection, keyring, found["id"]) if found else []
    return await _waiting(connection, [each.id for each in keys], size)


async def _keys(connection: asyncpg.Connection, keyring: Keyring, request: UUID) -> list[RecordKey]:
    rows = await connection.fetch(KEYS.text, *KEYS.arguments({"request": request}))
    opened = await keyring.opening(connection, [row["id"] for row in rows])
    return [RecordKey.of(each) for each in opened.values() if isinstance(each, DataKey)]


async def _events(connection: asyncpg.Connection, keys: Sequence[UUID], size: int) -> list[Any]:
    """The events sealed under these keys, in the order of the log; read in pages, never in one long snapshot."""
    found: list[Any] = []
    for start in range(0, size, PAGE):
        values = {"start": start, "end": min(start + PAGE, size), "keys": [key.bytes for key in keys]}
        found += await connection.fetch(EVENTS.text, *EVENTS.arguments(values))
    if not found:
        raise NoBundleError("nothing of this request is under a checkpoint yet")
    return found


async def _waiting(connection: asyncpg.Connection, keys: Sequence[UUID], size: int) -> int:
    """How many of its events are not under the checkpoint yet, and so are not in the bundle."""
    values = {"size": size, "keys": [key.bytes for key in keys]}
    found: int = await connection.fetchval(WAITING.text, *WAITING.arguments(values))
    return found


class _Making:
    """One bundle in the making: what it opens, and the rows that its events vouch for."""

    def __init__(
        self,
        connection: asyncpg.Connection,
        keys: Mapping[bytes, RecordKey],
        size: int,
        left_out: frozenset[int],
    ) -> None:
        self._connection = connection
        self._keys = keys
        self._size = size
        self._left_out = left_out
        self.disclosed = Disclosed(connection)
        self.used: set[bytes] = set()

    async def event(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """One event with its proof, and which rows it vouches for, in its order; or its hash alone.

        What was sealed before record keys were stays sealed: only its data key opens it, and that opens more.
        """
        index, record = event["index"], event["record"]
        path = await prove(self._connection, lambda node: inclusion_proof(index, self._size, node))
        proof = {"index": index, "proof": [_text(each) for each in path]}
        if record[:1] != RECORD_VERSION:
            return {**proof, "leaf": _text(leaf_hash(record))}
        key = self._keys[record[:17]]
        told = told_by(key.open, record)
        if index in self._left_out:
            await self.disclosed.hide(told.sealed)
            return {**proof, "leaf": _text(leaf_hash(record))}
        self.used.add(key.head)
        return {
            **proof,
            "record": _text(record),
            "rows": [await self.disclosed.show(row) for row in told.sealed],
        }


async def _consistency(connection: asyncpg.Connection, since: int, size: int) -> list[str]:
    path = await prove(connection, lambda node: consistency_proof(since, size, node))
    return [_text(each) for each in path]


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
