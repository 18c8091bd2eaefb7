"""An auditor's bundle for one request: its events, the rows they vouch for, and the proofs (FND-09).

It verifies offline with `service/trail/bundles/offline.py`, which needs only Python and `cryptography`. It discloses by
choice: it holds the record keys of this request's own financial subjects, which open its events and no sealed column;
no case is in it; and a record may be left out, whose hash is proved all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from service.keys.keyring import Keyring
from service.keys.sealing import DataKey
from service.store.statements import sql
from service.trail.bundles.making import Heading, ProofT, make
from service.trail.nodes import prove
from service.trail.notes import VerifyingKey, open_checkpoint
from service.trail.record_keys import RecordKey
from service.trail.rules import Node
from service.trail.verifying.vouched import VouchedRows

if TYPE_CHECKING:
    import asyncpg

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
    ids = [each.id for each in keys]
    stays = frozenset(leave_out)
    return await make(
        _AsOwner(connection),
        Heading(found["id"], found["code"], str(key), note, size, since),
        keys,
        await _events(connection, ids, size),
        waiting=await _waiting(connection, ids, size),
        left_out=lambda index, _: index in stays,
    )


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


class _AsOwner(VouchedRows):
    """Rows and hashes as the schema's owner reads them."""

    async def prove(self, proof: Callable[[Node], ProofT]) -> ProofT:
        """A proof over the stored hashes. Raises ValueError when some are missing."""
        return await prove(self._connection, proof)
