"""Verification: all is well when it is, and what was altered by hand is named, exactly."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.keys.roots import fresh
from service.store.store import Store
from service.trail.notes import Checkpoint, SigningKey, sign_checkpoint
from service.trail.sequencer import Sequencer
from service.trail.verifying.judge import Trouble, Wrong
from service.trail.verifying.verify import Seen, Verified, verify
from tests.service.trail.conftest import KEY, MakeSum, make, make_sum, settled

ByHand = Callable[..., Awaitable[str]]
Check = Callable[[], Awaitable[Verified]]


@pytest.fixture
def check(owner: asyncpg.Connection, keyring: LocalKeyring) -> Check:
    async def run() -> Verified:
        return await verify(owner, keyring, KEY.public)

    return run


@pytest.fixture
async def ids(
    sealing: Store, administrator: UUID, superuser: asyncpg.Connection, sequencer: Sequencer
) -> list[UUID]:
    """Five sums, in the log and under a checkpoint."""
    found = await make(sealing, administrator, 100, 200, 300, 400, 500)
    await settled(superuser)
    assert await sequencer.tick() == 5
    return found


async def event_ids(superuser: asyncpg.Connection) -> list[int]:
    return [row["id"] for row in await superuser.fetch("SELECT id FROM events ORDER BY id")]


async def test_an_untouched_log_verifies(ids: list[UUID], check: Check) -> None:
    """FND-09: everything was looked at, and nothing is wrong."""
    verified = await check()
    assert verified == Verified(Seen(leaves=5, signed=5, checkpoints=1, opened=5, rows=10), ())
    assert verified.ok


async def test_an_empty_log_verifies(superuser: asyncpg.Connection, check: Check) -> None:
    """FND-09: before the first event there is nothing to be wrong."""
    assert await check() == Verified(Seen(), ())


async def test_an_altered_amount_is_named_exactly(ids: list[UUID], by_hand: ByHand, check: Check) -> None:
    """FND-09: one cent, behind every trigger, and the row and the column are named; nothing else is."""
    await by_hand("UPDATE test_sums SET amount_cents = 301 WHERE id = $1", ids[2])
    verified = await check()
    assert verified.wrong == (Wrong("test_sums", str(ids[2]), Trouble.ALTERED, ("amount_cents",)),)
    assert not verified.ok


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ("made_at = made_at + interval '1 microsecond'", ("made_at",)),
        ("reasons = jsonb_set(reasons, '{of,1}', '0')", ("reasons",)),
        ("amount_cents = 1, reasons = '{}'", ("amount_cents", "reasons")),
    ],
)
async def test_what_differs_is_named(
    ids: list[UUID], by_hand: ByHand, check: Check, change: str, columns: tuple[str, ...]
) -> None:
    """FND-09: any column, of any type."""
    await by_hand(f"UPDATE test_sums SET {change} WHERE id = $1", ids[4])
    assert (await check()).wrong == (Wrong("test_sums", str(ids[4]), Trouble.ALTERED, columns),)


async def test_a_removed_row_is_named(ids: list[UUID], by_hand: ByHand, check: Check) -> None:
    """FND-09: what was vouched for must be there."""
    await by_hand("DELETE FROM test_sums WHERE id = $1", ids[0])
    assert (await check()).wrong == (Wrong("test_sums", str(ids[0]), Trouble.MISSING),)


async def test_a_row_without_an_id_of_its_own_is_found_by_its_key(
    ids: list[UUID], by_hand: ByHand, check: Check
) -> None:
    """FND-09: signatures have a key of two columns."""
    await by_hand("UPDATE test_marks SET role = 'reviewer' WHERE sum_id = $1", ids[1])
    assert (await check()).wrong == (Wrong("test_marks", str(ids[1]), Trouble.ALTERED, ("role",)),)


async def test_a_table_that_is_gone_is_named(
    ids: list[UUID], superuser: asyncpg.Connection, check: Check
) -> None:
    """FND-09: each of its rows is missing."""
    await superuser.execute("ALTER TABLE test_marks RENAME TO test_other")
    try:
        assert (await check()).wrong == tuple(Wrong("test_marks", str(id_), Trouble.MISSING) for id_ in ids)
    finally:
        await superuser.execute("ALTER TABLE test_other RENAME TO test_marks")


async def test_a_row_changed_by_a_command_is_as_the_last_event_says(
    *, ids: list[UUID], sealing: Store, administrator: UUID, superuser: asyncpg.Connection,
    sequencer: Sequencer, by_hand: ByHand, check: Check,
) -> None:  # fmt: skip
    """FND-09: the last event that vouches for a row counts, in the log or not yet."""
    await sealing.run(make_sum, administrator, MakeSum(ids[2], 333, uuid4(), change=True))
    verified = await check()
    assert verified == Verified(Seen(leaves=5, signed=5, checkpoints=1, opened=6, rows=11, pending=1), ())
    await settled(superuser)
    await sequencer.tick()
    assert await check() == Verified(Seen(leaves=6, signed=5, checkpoints=1, opened=6, rows=11), ())
    await by_hand("UPDATE test_sums SET amount_cents = 300 WHERE id = $1", ids[2])
    assert (await check()).wrong == (Wrong("test_sums", str(ids[2]), Trouble.ALTERED, ("amount_cents",)),)


async def test_a_row_altered_under_an_event_without_a_place_is_named(
    sealing: Store, administrator: UUID, by_hand: ByHand, check: Check
) -> None:
    """FND-09: nobody has to wait for the sequencer to be caught."""
    (id_,) = await make(sealing, administrator, 100)
    await by_hand("UPDATE test_sums SET amount_cents = 101")
    verified = await check()
    assert verified.wrong == (Wrong("test_sums", str(id_), Trouble.ALTERED, ("amount_cents",)),)
    assert verified.seen == Seen(opened=1, rows=2, pending=1)


@pytest.mark.parametrize("at", [0, 2, 4])
async def test_an_altered_record_is_named_exactly(
    *, ids: list[UUID], superuser: asyncpg.Connection, by_hand: ByHand, check: Check, at: int
) -> None:
    """FND-09: one bit of one event, and that event is named; nothing else is."""
    event_id = (await event_ids(superuser))[at]
    await by_hand(
        "UPDATE events SET record = set_bit(record, 400, 1 - get_bit(record, 400)) WHERE id = $1", event_id
    )
    assert (await check()).wrong == (Wrong("events", str(event_id), Trouble.ALTERED, ("record",)),)


async def test_the_record_of_another_event_in_its_place_is_named(
    ids: list[UUID], superuser: asyncpg.Connection, by_hand: ByHand, check: Check
) -> None:
    """FND-09: a genuine record, moved, is an altered event."""
    first, second, *_ = await event_ids(superuser)
    await by_hand(
        """
        UPDATE events e SET record = o.record, subject = o.subject FROM events o WHERE o.id = $1 AND e.id = $2
        """,
        first,
        second,
    )
    assert (await check()).wrong == (Wrong("events", str(second), Trouble.ALTERED, ("record",)),)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("name = 'test.other'", "name"),
        ("at = at + interval '1 second'", "at"),
        ("role = 'auditor'", "role"),
        ("member_id = NULL", "member_id"),
        ("organisation_id = gen_random_uuid()", "organisation_id"),
        ("subject = gen_random_uuid()", "subject"),
    ],
)
async def test_a_column_beside_the_record_is_compared_with_it(
    *, ids: list[UUID], superuser: asyncpg.Connection, by_hand: ByHand, check: Check, change: str, column: str
) -> None:
    """FND-09: who, when and what cannot be rewritten beside the record either."""
    event_id = (await event_ids(superuser))[3]
    await by_hand(f"UPDATE events SET {change} WHERE id = $1", event_id)
    assert (await check()).wrong == (Wrong("events", str(event_id), Trouble.ALTERED, (column,)),)


async def test_an_altered_leaf_is_named_and_not_its_event(
    ids: list[UUID], by_hand: ByHand, check: Check
) -> None:
    """FND-09: the signed root tells whether the event or its leaf was altered."""
    await by_hand("UPDATE trail_leaves SET leaf = sha256('x') WHERE index = 1")
    assert (await check()).wrong == (Wrong("trail_leaves", "1", Trouble.ALTERED, ("leaf",)),)


async def test_event_and_leaf_altered_together_break_the_signed_root(
    ids: list[UUID], superuser: asyncpg.Connection, by_hand: ByHand, check: Check
) -> None:
    """FND-09: whoever also rewrites the leaf still lacks the log's key and the event's."""
    event_id = (await event_ids(superuser))[3]
    await by_hand(
        "UPDATE events SET record = set_bit(record, 400, 1 - get_bit(record, 400)) WHERE id = $1", event_id
    )
    await by_hand(
        r"UPDATE trail_leaves SET leaf = sha256('\x00'::bytea || record) FROM events WHERE id = event_id AND id = $1",
        event_id,
    )
    assert (await check()).wrong == (
        Wrong("events", str(event_id), Trouble.UNREADABLE, ("record",)),
        Wrong("trail_checkpoints", "5", Trouble.WRONG_ROOT),
    )


async def test_a_removed_event_is_named(
    ids: list[UUID], superuser: asyncpg.Connection, by_hand: ByHand, check: Check
) -> None:
    """FND-09: its leaf is still there to say so."""
    event_id = (await event_ids(superuser))[2]
    await by_hand("DELETE FROM events WHERE id = $1", event_id)
    assert (await check()).wrong == (Wrong("events", str(event_id), Trouble.MISSING),)


async def test_a_removed_leaf_is_named(
    ids: list[UUID], superuser: asyncpg.Connection, by_hand: ByHand, check: Check
) -> None:
    """FND-09: the event stands in the log's midst without a place, and no root can be rebuilt."""
    event_id = (await event_ids(superuser))[2]
    await by_hand("DELETE FROM trail_leaves WHERE index = 2")
    assert (await check()).wrong == (
        Wrong("events", str(event_id), Trouble.NOT_IN_LOG),
        Wrong("trail_leaves", "2", Trouble.MISSING),
    )


async def test_a_log_cut_short_is_noticed(ids: list[UUID], by_hand: ByHand, check: Check) -> None:
    """FND-09: what was signed was longer than what is left."""
    await by_hand("DELETE FROM trail_leaves WHERE index >= 3")
    assert (await check()).wrong == (Wrong("trail_leaves", "3", Trouble.MISSING),)


@pytest.mark.parametrize("at", [2, 4])
async def test_an_event_moved_to_the_past_is_named(
    ids: list[UUID], superuser: asyncpg.Connection, by_hand: ByHand, check: Check, at: int
) -> None:
    """FND-09: an event moved to another transaction is out of order."""
    event_id = (await event_ids(superuser))[at]
    await by_hand("UPDATE events SET xid = '3' WHERE id = $1", event_id)
    assert (await check()).wrong == (Wrong("events", str(event_id), Trouble.OUT_OF_ORDER, ("xid",)),)


@pytest.mark.parametrize("at", [0, 2, 4])
async def test_an_event_moved_to_the_future_is_named(
    ids: list[UUID], superuser: asyncpg.Connection, by_hand: ByHand, check: Check, at: int
) -> None:
    """FND-09: nothing in the log lies beyond the last place that the sequencer gave."""
    event_id = (await event_ids(superuser))[at]
    await by_hand("UPDATE events SET xid = '900000000' WHERE id = $1", event_id)
    assert (await check()).wrong == (Wrong("events", str(event_id), Trouble.OUT_OF_ORDER, ("xid",)),)


async def test_an_event_slipped_in_is_named(
    ids: list[UUID], superuser: asyncpg.Connection, by_hand: ByHand, check: Check
) -> None:
    """FND-09: a copy of a genuine event, backdated between others, has no place in the log."""
    await by_hand(
        """
        INSERT INTO events (xid, organisation_id, member_id, role, name, at, record)
        SELECT xid, organisation_id, member_id, role, name, at, record FROM events ORDER BY id LIMIT 1
        """
    )
    event_id = (await event_ids(superuser))[-1]
    assert (await check()).wrong == (Wrong("events", str(event_id), Trouble.NOT_IN_LOG),)


async def test_an_event_that_was_never_sealed_is_named(
    ids: list[UUID], superuser: asyncpg.Connection, sequencer: Sequencer, check: Check
) -> None:
    """FND-09: whoever can write rows but not seal them is found out."""
    event_id = await superuser.fetchval(
        """
        INSERT INTO events (organisation_id, role, name, at, record)
        SELECT organisation_id, 'job', 'test.forged', at, convert_to('{}', 'UTF8') FROM events LIMIT 1 RETURNING id
        """
    )
    wrong = (Wrong("events", str(event_id), Trouble.UNREADABLE, ("record",)),)
    assert (await check()).wrong == wrong
    await settled(superuser)
    await sequencer.tick()
    assert (await check()).wrong == wrong


@pytest.mark.parametrize(
    ("change", "trouble", "columns"),
    [
        ("root = sha256('x')", Trouble.ALTERED, ("root",)),
        ("size = 4", Trouble.ALTERED, ("size",)),
        ("note = replace(note, 'trail', 'trial')", Trouble.NOT_SIGNED, ("note",)),
        ("note = ''", Trouble.NOT_SIGNED, ("note",)),
    ],
)
async def test_an_altered_checkpoint_is_named(
    *, ids: list[UUID], by_hand: ByHand, check: Check, change: str, trouble: Trouble, columns: tuple[str, ...]
) -> None:
    """FND-09: the note is signed, and the columns beside it must say what it says."""
    await by_hand(f"UPDATE trail_checkpoints SET {change}")
    size = "4" if columns == ("size",) else "5"
    assert (await check()).wrong == (Wrong("trail_checkpoints", size, trouble, columns),)


async def test_a_checkpoint_signed_by_another_key_is_named(
    ids: list[UUID], superuser: asyncpg.Connection, by_hand: ByHand, check: Check
) -> None:
    """FND-09: a forger can compute roots, but not sign them."""
    root = await superuser.fetchval("SELECT root FROM trail_checkpoints")
    forged = sign_checkpoint(Checkpoint(KEY.name, 5, root), SigningKey(KEY.name, bytes(32)))
    await by_hand("UPDATE trail_checkpoints SET note = $1", forged)
    assert (await check()).wrong == (Wrong("trail_checkpoints", "5", Trouble.NOT_SIGNED, ("note",)),)


async def test_a_checkpoint_signed_over_another_tree_is_named(
    ids: list[UUID], by_hand: ByHand, check: Check
) -> None:
    """FND-09: even the log's own key cannot make a false root true."""
    false = Checkpoint(KEY.name, 5, bytes(32))
    await by_hand(
        "UPDATE trail_checkpoints SET note = $1, root = $2", sign_checkpoint(false, KEY), false.root
    )
    assert (await check()).wrong == (Wrong("trail_checkpoints", "5", Trouble.WRONG_ROOT),)


async def test_events_of_an_erased_subject_still_verify(
    *, sealing: Store, administrator: UUID, superuser: asyncpg.Connection, sequencer: Sequencer,
    by_hand: ByHand, check: Check,
) -> None:  # fmt: skip
    """CNF-11: with the key destroyed nothing can be read or guessed, and every leaf and root still agrees."""
    erased, kept = uuid4(), uuid4()
    await make(sealing, administrator, 100, subject=erased)
    await make(sealing, administrator, 200, subject=kept)
    await by_hand(
        "UPDATE vault.data_keys SET wrapped = NULL, destroyed_at = now() WHERE subject = $1", erased
    )
    await settled(superuser)
    await sequencer.tick()
    seen = Seen(leaves=2, signed=2, checkpoints=1, opened=1, erased=1, rows=2)
    assert await check() == Verified(seen, ())
    (event_id, _) = await event_ids(superuser)
    await by_hand("UPDATE events SET record = record || 'x' WHERE id = $1", event_id)
    assert (await check()).wrong == (Wrong("events", str(event_id), Trouble.ALTERED, ("record",)),)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM vault.data_keys WHERE subject = $1",
        "UPDATE vault.data_keys SET wrapped = $2 WHERE subject = $1",
    ],
)
async def test_a_key_that_vanished_is_not_an_erasure(
    *,
    sealing: Store,
    administrator: UUID,
    superuser: asyncpg.Connection,
    by_hand: ByHand,
    check: Check,
    change: str,
) -> None:
    """CNF-11: an erasure is on record; a key that is simply gone or spoiled hides something."""
    subject = uuid4()
    await make(sealing, administrator, 100, subject=subject)
    await by_hand(change, *([subject, bytes(60)] if "$2" in change else [subject]))
    (event_id,) = await event_ids(superuser)
    assert (await check()).wrong == (Wrong("events", str(event_id), Trouble.UNREADABLE, ("record",)),)


async def test_other_root_keys_open_nothing(
    ids: list[UUID], owner: asyncpg.Connection, superuser: asyncpg.Connection
) -> None:
    """CNF-11: a copy of the database without the key file: leaves and roots agree, and nothing can be read."""
    verified = await verify(owner, LocalKeyring(fresh()), KEY.public)
    expected = [
        Wrong("events", str(id_), Trouble.UNREADABLE, ("record",)) for id_ in await event_ids(superuser)
    ]
    assert verified.wrong == tuple(expected)
    assert verified.seen == Seen(leaves=5, signed=5, checkpoints=1)


async def test_each_of_several_checkpoints_is_judged(
    *, ids: list[UUID], sealing: Store, administrator: UUID, superuser: asyncpg.Connection,
    sequencer: Sequencer, clock: SetClock, by_hand: ByHand, check: Check,
) -> None:  # fmt: skip
    """FND-09: after an altered leaf and an altered event, later roots still judge what follows."""
    for amount in (600, 700):
        clock.advance(timedelta(minutes=2))
        await make(sealing, administrator, amount)
        await settled(superuser)
        await sequencer.tick()
    assert (await check()).seen.checkpoints == 3
    sixth, seventh = (await event_ids(superuser))[5:]
    await by_hand("UPDATE trail_leaves SET leaf = sha256('x') WHERE index = 0")
    await by_hand("UPDATE events SET record = record || 'x' WHERE id IN ($1, $2)", sixth, seventh)
    assert (await check()).wrong == (
        Wrong("trail_leaves", "0", Trouble.ALTERED, ("leaf",)),
        Wrong("events", str(sixth), Trouble.ALTERED, ("record",)),
        Wrong("events", str(seventh), Trouble.ALTERED, ("record",)),
    )


async def test_refused_attempts_are_in_the_log_too(
    sealing: Store, administrator: UUID, superuser: asyncpg.Connection, sequencer: Sequencer, check: Check
) -> None:
    """FND-09: a refusal changes nothing but the trail, sealed like the rest."""
    await sealing.run(make_sum, administrator, MakeSum(uuid4(), 1, uuid4(), refuse=True))
    assert await superuser.fetchval("SELECT name FROM events") == "attempt.refused"
    await settled(superuser)
    await sequencer.tick()
    assert await check() == Verified(Seen(leaves=1, signed=1, checkpoints=1, opened=1), ())


async def test_pages_make_no_difference(
    *, sealing: Store, administrator: UUID, superuser: asyncpg.Connection, sequencer: Sequencer,
    check: Check, by_hand: ByHand, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """FND-09: the log is read in pages, and the same things are wrong whatever their size."""
    ids = await make(sealing, administrator, *range(1, 14))
    await settled(superuser)
    await sequencer.tick()
    await by_hand("UPDATE test_sums SET amount_cents = 99 WHERE id = ANY($1)", [ids[3], ids[4], ids[12]])
    for page in (1, 4, 5, 100):
        monkeypatch.setattr("service.trail.verifying.verify.PAGE", page)
        assert [wrong.id for wrong in (await check()).wrong] == [str(ids[n]) for n in (3, 4, 12)]
