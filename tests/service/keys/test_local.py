"""The local keyring on a real vault: one key per subject and root, whoever asks first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.keys.cache import KeyCache
from service.keys.keyring import Closed
from service.keys.local import KeyDestroyedError, LocalKeyring
from service.keys.roots import RootKeys, RootKeysError, fresh, read_or_create
from service.keys.sealing import CannotOpenError, DataKey, open_, seal
from tests.service.trail.conftest import settled

SUBJECT = UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture
def roots(tmp_path: Path) -> RootKeys:
    return read_or_create(tmp_path)


@pytest.fixture
def keyring(roots: RootKeys, superuser: asyncpg.Connection) -> LocalKeyring:
    return LocalKeyring(roots, KeyCache())


async def by_hand(superuser: asyncpg.Connection, statement: str) -> None:
    """As somebody does who holds the whole server, past triggers."""
    await superuser.execute(
        f"SET session_replication_role = replica; {statement}; RESET session_replication_role"
    )


@pytest.fixture
async def connection(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """As the application: neither owner nor superuser."""
    async with pool.acquire() as found:
        yield found


async def test_the_same_key_each_time(
    keyring: LocalKeyring, roots: RootKeys, connection: asyncpg.Connection
) -> None:
    """CNF-11: what was sealed yesterday opens today, in another process too."""
    first = await keyring.data_key(connection, "care", SUBJECT)
    assert await keyring.data_key(connection, "care", SUBJECT) == first
    assert await LocalKeyring(roots).data_key(connection, "care", SUBJECT) == first
    assert await LocalKeyring(roots).opening(connection, [first.id]) == {first.id: first}


async def test_each_subject_and_each_root_has_its_own(
    keyring: LocalKeyring, connection: asyncpg.Connection
) -> None:
    """CNF-11: erasing a case leaves the ledger readable, and other cases too."""
    keys = [
        await keyring.data_key(connection, "care", SUBJECT),
        await keyring.data_key(connection, "financial", SUBJECT),
        await keyring.data_key(connection, "care", uuid4()),
    ]
    assert len({key.secret for key in keys}) == len({key.id for key in keys}) == 3


async def test_the_vault_holds_no_secret(
    keyring: LocalKeyring, connection: asyncpg.Connection, superuser: asyncpg.Connection
) -> None:
    """CNF-11: a copy of the database opens nothing."""
    key = await keyring.data_key(connection, "care", SUBJECT)
    (row,) = await superuser.fetch("SELECT * FROM vault.data_keys")
    assert (row["id"], row["root"], row["subject"], row["root_key_id"]) == (key.id, "care", SUBJECT, "care-1")
    assert key.secret not in row["wrapped"]


async def test_another_folders_root_keys_do_not_open(
    keyring: LocalKeyring, connection: asyncpg.Connection
) -> None:
    """CNF-11: the wrong root cannot open, to seal with or to read with."""
    key = await keyring.data_key(connection, "care", SUBJECT)
    stranger = LocalKeyring(fresh())
    with pytest.raises(CannotOpenError):
        await stranger.data_key(connection, "care", SUBJECT)
    assert await stranger.opening(connection, [key.id]) == {key.id: Closed.UNREADABLE}


async def test_a_root_key_that_is_missing_is_said(
    keyring: LocalKeyring, connection: asyncpg.Connection, superuser: asyncpg.Connection
) -> None:
    """CNF-11: wrapped under a generation that this file does not hold."""
    await keyring.data_key(connection, "care", SUBJECT)
    await by_hand(superuser, "UPDATE vault.data_keys SET root_key_id = 'care-7'")
    with pytest.raises(RootKeysError, match="this file holds no root key 'care-7'"):
        await keyring.data_key(connection, "care", SUBJECT)


async def test_a_wrapping_cannot_be_moved_to_another_subject(
    keyring: LocalKeyring, connection: asyncpg.Connection, superuser: asyncpg.Connection
) -> None:
    """CNF-11: a row changed by hand is useless."""
    other = uuid4()
    await keyring.data_key(connection, "care", SUBJECT)
    await by_hand(superuser, f"UPDATE vault.data_keys SET subject = '{other}'")
    with pytest.raises(CannotOpenError):
        await keyring.data_key(connection, "care", other)


async def test_a_key_that_was_undone_is_never_used_again(
    keyring: LocalKeyring, connection: asyncpg.Connection
) -> None:
    """CNF-11: what would be sealed under a key that was rolled back could never be opened."""
    transaction = connection.transaction()
    await transaction.start()
    undone = await keyring.data_key(connection, "care", SUBJECT)
    assert await keyring.data_key(connection, "care", SUBJECT) == undone
    await transaction.rollback()
    kept = await keyring.data_key(connection, "care", SUBJECT)
    assert kept.id != undone.id
    assert await keyring.opening(connection, [undone.id, kept.id]) == {kept.id: kept}


async def test_a_settled_key_is_kept_in_the_process(
    keyring: LocalKeyring, connection: asyncpg.Connection, superuser: asyncpg.Connection
) -> None:
    """CNF-11: sealing costs no query once the key is known to be committed."""
    key = await keyring.data_key(connection, "care", SUBJECT)
    await settled(superuser)
    assert await keyring.data_key(connection, "care", SUBJECT) == key
    await by_hand(superuser, "DELETE FROM vault.data_keys")
    assert await keyring.data_key(connection, "care", SUBJECT) == key


async def test_many_who_ask_first_get_one_key(
    roots: RootKeys, pool: asyncpg.Pool, superuser: asyncpg.Connection
) -> None:
    """CNF-11: the vault decides; the losers wait for the winner and use its key."""

    async def ask() -> DataKey:
        async with pool.acquire() as own, own.transaction():
            return await LocalKeyring(roots).data_key(own, "care", SUBJECT)

    assert len({key.id for key in await asyncio.gather(*(ask() for _ in range(12)))}) == 1


async def test_an_erased_subject_seals_nothing_more(
    keyring: LocalKeyring, connection: asyncpg.Connection, superuser: asyncpg.Connection
) -> None:
    """CNF-11: a destroyed key stays destroyed, and is told apart from one that vanished."""
    key = await keyring.data_key(connection, "care", SUBJECT)
    sealed = seal(key, b"content", b"")
    await superuser.execute("UPDATE vault.data_keys SET wrapped = NULL, destroyed_at = now()")
    with pytest.raises(KeyDestroyedError):
        await keyring.data_key(connection, "care", SUBJECT)
    assert await keyring.opening(connection, [key.id, uuid4()]) == {key.id: Closed.DESTROYED}
    assert open_(key, sealed, b"") == b"content"  # only whoever still holds the key could


@pytest.mark.parametrize(
    "statement", ["UPDATE vault.data_keys SET wrapped = NULL", "DELETE FROM vault.data_keys"]
)
async def test_the_application_cannot_destroy_keys(connection: asyncpg.Connection, statement: str) -> None:
    """CNF-11: an erasure is a procedure of its own, never a side effect."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)
