"""A database's owner who rewrites history, with the log's own key: caught by whoever kept an older checkpoint."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.keys.keyring import Keyring
from service.keys.local import LocalKeyring
from service.keys.sealing import DataKey
from service.store.store import Store
from service.trail.bundles.offline import NotProvedError
from service.trail.bundles.offline import verify as verify_offline
from service.trail.notes import Checkpoint, open_checkpoint, sign_checkpoint
from service.trail.record_keys import RecordKey
from service.trail.rules import Frontier, completed, leaf_hash
from service.trail.sequencer import Sequencer
from service.trail.verifying.judge import Trouble, Wrong
from service.trail.verifying.verify import verify
from tests.service.trail.conftest import KEY, make, settled
from tests.service.trail.test_bundle import REQUEST, bundled, request_row

__all__ = ["request_row"]


async def forged(owner: asyncpg.Connection, keyring: Keyring) -> None:
    """The first sum was 100 cents: it becomes 900 in its event, its row, the leaves, the subtrees and the state, and
    every checkpoint is signed anew over what stands there now."""
    event = await owner.fetchrow("SELECT id, record FROM events ORDER BY xid, id LIMIT 1")
    assert event is not None
    (data_key,) = (await keyring.opening(owner, [UUID(bytes=event["record"][1:17])])).values()
    assert isinstance(data_key, DataKey)
    key = RecordKey.of(data_key)
    told = json.loads(key.open(event["record"]))
    told["facts"]["amount_cents"] = 900
    told["sealed"][1]["row"]["amount_cents"] = 900
    async with owner.transaction():
        await owner.execute("SET LOCAL session_replication_role = replica")
        await owner.execute(
            "UPDATE test_sums SET amount_cents = 900 WHERE id = $1", UUID(told["sealed"][1]["id"])
        )
        record = key.seal(json.dumps(told).encode())
        await owner.execute("UPDATE events SET record = $2 WHERE id = $1", event["id"], record)
        await owner.execute(
            "UPDATE trail_leaves SET leaf = $2 WHERE event_id = $1", event["id"], leaf_hash(record)
        )
        await _signed_anew(owner)


async def _signed_anew(owner: asyncpg.Connection) -> None:
    leaves = [row["leaf"] for row in await owner.fetch("SELECT leaf FROM trail_leaves ORDER BY index")]
    for size in [row["size"] for row in await owner.fetch("SELECT size FROM trail_checkpoints")]:
        root = Frontier().extend(leaves[:size]).root
        note = sign_checkpoint(Checkpoint(KEY.name, size, root), KEY)
        await owner.execute(
            "UPDATE trail_checkpoints SET root = $2, note = $3 WHERE size = $1", size, root, note
        )
    for node in completed(Frontier(), leaves):
        await owner.execute(
            "UPDATE trail_nodes SET hash = $3 WHERE height = $1 AND index = $2",
            node.height,
            node.index,
            node.hash,
        )
    await owner.execute("UPDATE trail_state SET hashes = $1", list(Frontier().extend(leaves).hashes))


@pytest.fixture
async def kept(
    *,
    request_row: None,
    sealing: Store,
    administrator: UUID,
    superuser: asyncpg.Connection,
    sequencer: Sequencer,
    clock: SetClock,
) -> str:
    """What an auditor downloaded at 300 events; the log went on to 310."""
    await make(sealing, administrator, 100, subject=REQUEST)
    await make(sealing, administrator, *range(1, 300), subject=uuid4())
    await settled(superuser)
    await sequencer.tick()
    clock.advance(timedelta(hours=1))
    note: str = await superuser.fetchval("SELECT note FROM trail_checkpoints")
    await make(sealing, administrator, *range(1, 11), subject=uuid4())
    await settled(superuser)
    await sequencer.tick()
    return note


async def test_only_who_kept_a_checkpoint_notices(
    kept: str, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: with the log's key and the database a forger's log is whole by itself; the note that the auditor kept is
    out of reach, and tells, by the server's own command and offline with a bundle."""
    older = open_checkpoint(kept, KEY.public)
    assert older.size == 300
    assert (await verify(owner, keyring, KEY.public, [older])).ok
    before = await bundled(owner, keyring, since=300)
    assert len(verify_offline(json.dumps(before).encode(), str(KEY.public), kept.encode()).events) == 1
    await forged(owner, keyring)
    assert (await verify(owner, keyring, KEY.public)).ok
    found = await verify(owner, keyring, KEY.public, [older])
    assert found.wrong == (Wrong("kept", "300", Trouble.REWRITTEN),)
    after = json.dumps(await bundled(owner, keyring, since=300)).encode()
    (event,) = verify_offline(after, str(KEY.public)).events
    assert event["facts"] == {"amount_cents": 900}
    with pytest.raises(NotProvedError, match="rewritten"):
        verify_offline(after, str(KEY.public), kept.encode())
    # The old proof beside the new log, or an old bundle's checkpoint, serves the forger no better.
    mixed = json.loads(after)
    mixed["log"]["consistency"] = before["log"]["consistency"]
    with pytest.raises(NotProvedError, match="rewritten"):
        verify_offline(json.dumps(mixed).encode(), None, kept.encode())
    mixed["log"]["checkpoint"] = before["log"]["checkpoint"]
    with pytest.raises(NotProvedError, match="not_in_log 0"):
        verify_offline(json.dumps(mixed).encode(), None, kept.encode())


async def test_a_log_that_lost_its_end_is_noticed(
    kept: str, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: nor can the end be cut off, signatures and all."""
    async with owner.transaction():
        await owner.execute("SET LOCAL session_replication_role = replica")
        gone = "SELECT event_id FROM trail_leaves WHERE index >= 299"
        await owner.execute(f"DELETE FROM events WHERE id IN ({gone})")
        await owner.execute("DELETE FROM trail_leaves WHERE index >= 299")
        await owner.execute("DELETE FROM trail_checkpoints WHERE size > 300")
        await owner.execute("UPDATE trail_checkpoints SET size = 299")
        await owner.execute("UPDATE trail_state SET size = 299, last_event_id = last_event_id - 11")
        await owner.execute("UPDATE trail_state SET hashes = $1", [sha256(b"").digest()] * (299).bit_count())
        await _signed_anew(owner)
    older = open_checkpoint(kept, KEY.public)
    found = await verify(owner, keyring, KEY.public, [older])
    assert Wrong("kept", "300", Trouble.SHORTER) in found.wrong
