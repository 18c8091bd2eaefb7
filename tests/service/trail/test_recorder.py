"""The stored record: opaque in the database, complete to whoever holds the key."""

from __future__ import annotations

from uuid import UUID, uuid4

import asyncpg
import pytest

from service.keys.local import LocalKeyring
from service.keys.sealing import CannotOpenError, DataKey, open_, seal
from service.keys.secrets import Box, opened_with, sealed_with
from service.store.store import Store
from service.trail.record_keys import ASSOCIATED as OF_RECORDS
from service.trail.record_keys import RecordKey
from service.trail.recorder import ASSOCIATED, SealedRow, read_record
from tests.conftest import NOON
from tests.service.trail.conftest import MakeSum, make_sum


async def opened(owner: asyncpg.Connection, keyring: LocalKeyring, record: bytes) -> DataKey:
    (key,) = (await keyring.opening(owner, [UUID(bytes=record[1:17])])).values()
    assert isinstance(key, DataKey)
    return key


async def test_a_record_says_who_what_on_what_and_which_rows(
    sealing: Store, administrator: UUID, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: everything that must be proved later is in the sealed bytes."""
    wish = MakeSum(uuid4(), 12_000, uuid4())
    await sealing.run(make_sum, administrator, wish)
    event = await owner.fetchrow("SELECT * FROM events")
    key = await opened(owner, keyring, event["record"])
    assert (key.root, key.subject) == ("financial", wish.subject)
    told = read_record(key, event["record"])
    assert (told.name, told.at, told.member, told.subject) == (
        "test.sum_made",
        NOON,
        administrator,
        wish.subject,
    )
    assert (told.organisation, told.roles, told.role) == (
        event["organisation_id"],
        ("fund_administrator",),
        event["role"],
    )
    assert (told.why, told.facts) == (None, {"amount_cents": 12_000})
    mark, sum_ = told.sealed
    assert mark == SealedRow(
        "test_marks", wish.id, {"sum_id": str(wish.id), "member_id": str(administrator), "role": "approver"}
    )
    assert {**sum_.row, "key": None} == {
        "key": None,
        "id": str(wish.id),
        "amount_cents": 12_000,
        "reasons": {"rule": "nights", "of": [1, None, "ok"]},
        "made_at": "2026-11-03T17:00:00Z",
    }


async def test_the_database_holds_nothing_to_read_or_to_guess(
    sealing: Store, administrator: UUID, superuser: asyncpg.Connection
) -> None:
    """CNF-11: neither amount nor subject is in the bytes, and equal events differ."""
    wish = MakeSum(uuid4(), 12_345, uuid4())
    await sealing.run(make_sum, administrator, wish)
    record: bytes = await superuser.fetchval("SELECT record FROM events")
    for content in (
        b"12345",
        b"sum_made",
        str(wish.subject).encode(),
        wish.subject.bytes,
        administrator.bytes,
    ):
        assert content not in record


async def test_sealed_bytes_that_are_no_event_are_refused(
    sealing: Store, administrator: UUID, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: the right key over something else does not make an event."""
    await sealing.run(make_sum, administrator, MakeSum(uuid4(), 1, uuid4()))
    key = await opened(owner, keyring, await owner.fetchval("SELECT record FROM events"))
    records = RecordKey.of(key)
    strangers = [seal(key, b"{}", each) for each in (ASSOCIATED, OF_RECORDS, b"")]
    strangers += [
        seal(key, b"not json", ASSOCIATED),
        records.seal(b"{}"),
        records.seal(b"not json"),
        b"\x02",
        b"",
    ]
    for stranger in strangers:
        with pytest.raises(CannotOpenError):
            read_record(key, stranger)


async def test_an_undone_command_leaves_neither_event_nor_key(
    sealing: Store, administrator: UUID, superuser: asyncpg.Connection
) -> None:
    """CNF-11: the key of a new subject is written in the command's own transaction."""
    wish = MakeSum(uuid4(), 1, uuid4())
    await sealing.run(make_sum, administrator, wish)
    with pytest.raises(asyncpg.UniqueViolationError):
        await sealing.run(make_sum, administrator, MakeSum(wish.id, 2, uuid4()))
    assert await superuser.fetchval("SELECT count(*) FROM vault.data_keys") == 1
    assert await superuser.fetchval("SELECT count(*) FROM events") == 1


async def test_the_key_of_records_opens_no_sealed_column(
    sealing: Store, administrator: UUID, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """CNF-11, FND-09: what an auditor is handed opens this subject's events; not a text sealed under its data key."""
    wish = MakeSum(uuid4(), 12_000, uuid4())
    await sealing.run(make_sum, administrator, wish)
    record: bytes = await owner.fetchval("SELECT record FROM events")
    key = await opened(owner, keyring, record)
    records = RecordKey.of(key)
    box = Box("financial", "request_lines.description")
    sealed = sealed_with(key, box, wish.id, "to Moncton, by the night coach")
    assert opened_with(key, box, wish.id, sealed).startswith("to Moncton")
    assert records.open(record).startswith(b"{")
    assert records.secret != key.secret
    handed = DataKey(key.id, key.root, key.subject, records.secret)
    with pytest.raises(CannotOpenError):
        opened_with(handed, box, wish.id, sealed)
    with pytest.raises(CannotOpenError):
        open_(key, record, OF_RECORDS)


async def test_a_record_of_before_is_read(
    sealing: Store, administrator: UUID, owner: asyncpg.Connection, keyring: LocalKeyring
) -> None:
    """FND-09: what an older version sealed under the data key itself says the same."""
    await sealing.run(make_sum, administrator, MakeSum(uuid4(), 7, uuid4()))
    record: bytes = await owner.fetchval("SELECT record FROM events")
    key = await opened(owner, keyring, record)
    before = seal(key, RecordKey.of(key).open(record), ASSOCIATED)
    assert read_record(key, before) == read_record(key, record)
