"""What a kept checkpoint proves of a restored log, and that its order goes on (FND-09)."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from service.backups import transactions
from service.backups.gap import Gap, gap, read_notes
from service.backups.manifest import BackupError
from service.backups.recording import Restored, record_restored
from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.partners.actor import Role, job_of
from service.refusals import NOT_ALLOWED, Refused
from service.store.store import Store
from service.trail.notes import Checkpoint, SigningKey, sign_checkpoint
from service.trail.recorder import SealingRecorder
from service.trail.rules import Frontier, completed
from service.trail.sequencer import Sequencer
from tests.conftest import NOON
from tests.network import Network
from tests.service.trail.conftest import KEY, settled

RESTORED = Restored(UUID(int=1), NOON, 7, 9, "ab", 2, 0)


@pytest.fixture
async def log(
    pool: asyncpg.Pool, worker_pool: asyncpg.Pool, network: Network, clock: SetClock, keyring: LocalKeyring
) -> Sequencer:
    """Five events, placed and signed."""
    store = Store(pool, clock, SealingRecorder(keyring), keyring)
    home = await network.organisation("network")
    for _ in range(5):
        await store.run(record_restored, job_of(home), RESTORED)
    await settled(network.superuser)
    sequencer = Sequencer(worker_pool, KEY, clock, every=timedelta(0))
    await sequencer.tick()
    return sequencer


async def _root(db: asyncpg.Connection, size: int) -> bytes:
    found: bytes = await db.fetchval("SELECT root FROM trail_checkpoints WHERE size = $1", size)
    return found


async def test_a_kept_checkpoint_says_what_is_lost(log: Sequencer, superuser: asyncpg.Connection) -> None:
    """FND-09: signed beyond the copy's end means lost; a checkpoint of another log keeps the database shut."""
    root = await _root(superuser, 5)
    same, newer = Checkpoint(KEY.name, 5, root), Checkpoint(KEY.name, 9, b"\x01" * 32)
    assert await gap(superuser, []) == Gap(5, 0, "", 0)
    assert await gap(superuser, [same]) == Gap(5, 5, root.hex(), 0)
    assert await gap(superuser, [newer, same]) == Gap(5, 9, "01" * 32, 4)
    with pytest.raises(BackupError, match="something else of the first 5"):
        await gap(superuser, [Checkpoint(KEY.name, 5, b"\x02" * 32), newer])


async def test_subtrees_of_before_do_not_vouch_for_leaves_that_were_rewritten(
    superuser: asyncpg.Connection,
) -> None:
    """FND-09: somebody with the keys rewrote leaves and signed them anew, and left the subtrees over them as they were:
    the copy is held against the kept checkpoint by what it holds."""
    leaves = [sha256(bytes([n % 256, n // 256])).digest() for n in range(300)]
    kept = Checkpoint(KEY.name, 300, Frontier().extend(leaves).root)
    async with superuser.transaction():
        await superuser.execute("SET LOCAL session_replication_role = replica")
        rows = [(n, n, leaf) for n, leaf in enumerate(leaves)]
        await superuser.executemany(
            "INSERT INTO trail_leaves (index, event_id, leaf) VALUES ($1, $2, $3)", rows
        )
        nodes = [(node.height, node.index, node.hash) for node in completed(Frontier(), leaves)]
        await superuser.executemany(
            "INSERT INTO trail_nodes (height, index, hash) VALUES ($1, $2, $3)", nodes
        )
        assert (await gap(superuser, [kept])).leaves == 300
        await superuser.execute("UPDATE trail_leaves SET leaf = sha256('x'::bytea) WHERE index = 7")
        with pytest.raises(BackupError, match="something else of the first 300"):
            await gap(superuser, [kept])


def test_only_this_log_s_checkpoints_count(tmp_path: Path) -> None:
    """FND-09: a note that another key signed, or nobody, proves nothing."""
    checkpoint = Checkpoint(KEY.name, 5, b"\x01" * 32)
    notes = {"ours": KEY, "another": SigningKey(KEY.name, b"\x07" * 32)}
    for name, key in notes.items():
        (tmp_path / name).write_text(sign_checkpoint(checkpoint, key))
    (tmp_path / "none").write_bytes(b"\xff")
    assert read_notes([tmp_path / "ours"], KEY.public) == [checkpoint]
    for name in ("another", "none"):
        with pytest.raises(BackupError, match="no checkpoint of this log"):
            read_notes([tmp_path / name], KEY.public)


async def test_the_counter_is_raised_or_nothing_is_touched(superuser: asyncpg.Connection) -> None:
    """Decision 0005: what is written after a restore sorts after what was there; where that would take too long, it is
    said before anything is touched, and how to do it."""
    stands = await superuser.fetchval(transactions.NEXT)
    assert await transactions.count_up(superuser, stands + 5_000) >= 1
    assert await superuser.fetchval(transactions.NEXT) >= stands + 5_000
    assert await transactions.count_up(superuser, stands) == 0
    far = 3 * 2**32 + 17
    with pytest.raises(BackupError, match="--next-transaction-id=17 --epoch=3"):
        await transactions.refuse_too_far(superuser, far)
    await transactions.refuse_too_far(superuser, stands + 5_000)


async def test_nobody_says_through_a_door_that_it_was_restored(store: Store, network: Network) -> None:
    member = await network.member(await network.organisation("network"), Role.NETWORK_ADMINISTRATOR)
    refused = await store.run(record_restored, member, RESTORED)
    assert isinstance(refused, Refused)
    assert refused.reason is NOT_ALLOWED
