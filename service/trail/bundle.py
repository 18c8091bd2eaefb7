"""An auditor's bundle for one request: its events, the rows they vouch for, and the proofs (FND-09).

It verifies offline with `service/trail/offline.py`, which needs only Python and `cryptography`. It holds the data
keys of this request's own financial records and of nothing else; no case is in it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from service.keys.keyring import Keyring
from service.keys.sealing import DataKey, key_id_of
from service.store.statements import sql
from service.trail.nodes import prove
from service.trail.notes import VerifyingKey, open_checkpoint
from service.trail.recorder import read_record
from service.trail.rules import consistency_proof, inclusion_proof
from service.trail.vouched import standing_row

if TYPE_CHECKING:
    import asyncpg

FORMAT = "relais bundle 1"
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
CHECKPOINT = sql("SELECT size, note FROM trail_checkpoints ORDER BY size DESC LIMIT 1")
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
    connection: asyncpg.Connection, keyring: Keyring, key: VerifyingKey, request: str, *, since: int = 0
) -> dict[str, Any]:
    """The bundle as plain JSON values, for a request's code or id; `since` is the size of an older checkpoint.

    Raises NoBundleError, and ValueError when the log cannot prove what it holds.
    """
    found = await connection.fetchrow(REQUEST.text, *REQUEST.arguments({"name": request}))
    checkpoint = await connection.fetchrow(CHECKPOINT.text)
    if found is None or checkpoint is None:
        raise NoBundleError("no such request" if found is None else "nothing is under a checkpoint yet")
    size: int = open_checkpoint(checkpoint["note"], key).size
    keys = await _keys(connection, keyring, found["id"])
    events = await _events(connection, list(keys), size)
    return {
        "format": FORMAT,
        "request": {"id": str(found["id"]), "code": found["code"]},
        "log": {
            "key": str(key),
            "checkpoint": checkpoint["note"],
            "since": since,
            "consistency": await _consistency(connection, since, size),
        },
        "waiting": await _waiting(connection, list(keys), size),
        "keys": {str(id_): _text(each.secret) for id_, each in keys.items()},
        "events": [await _event(connection, keys, event, size) for event in events],
    }


async def _keys(connection: asyncpg.Connection, keyring: Keyring, request: UUID) -> Mapping[UUID, DataKey]:
    rows = await connection.fetch(KEYS.text, *KEYS.arguments({"request": request}))
    opened = await keyring.opening(connection, [row["id"] for row in rows])
    return {id_: key for id_, key in opened.items() if isinstance(key, DataKey)}


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


async def _event(
    connection: asyncpg.Connection, keys: Mapping[UUID, DataKey], event: Mapping[str, Any], size: int
) -> dict[str, Any]:
    """One event with its proof, and beside it the rows that it vouches for as they stand now, in its order."""
    index, record = event["index"], event["record"]
    told = read_record(keys[key_id_of(record)], record)
    path = await prove(connection, lambda node: inclusion_proof(index, size, node))
    return {
        "index": index,
        "record": _text(record),
        "proof": [_text(each) for each in path],
        "rows": [await standing_row(connection, row) for row in told.sealed],
    }


async def _consistency(connection: asyncpg.Connection, since: int, size: int) -> list[str]:
    path = await prove(connection, lambda node: consistency_proof(since, size, node))
    return [_text(each) for each in path]


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
