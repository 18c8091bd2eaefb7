"""What PostgreSQL itself lets happen to a data key: made once, wrapped anew, destroyed once."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.keys.local import KeyDestroyedError, LocalKeyring

SUBJECT = UUID("11111111-1111-4111-8111-111111111111")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM vault.data_keys",
        "SELECT count(subject) FROM vault.data_keys",
        "INSERT INTO vault.data_keys (root, subject, root_key_id) VALUES ('care', gen_random_uuid(), 'care-1')",
        "UPDATE vault.data_keys SET wrapped = ''",
        "SELECT vault.rewrap('care-2', '{}', '{}', '{}')",
        "SELECT vault.not_under('care', 'care-2', 1)",
        "SELECT vault.retire_root('care-1')",
        "SELECT vault.destroy_key('care', gen_random_uuid())",
        "SELECT * FROM vault.retired_roots",
    ],
)
async def test_what_the_application_cannot_even_try(pool: asyncpg.Pool, statement: str) -> None:
    """CNF-11: it makes the key of a subject and finds keys by their ids; it neither counts, changes nor ends them."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        "wrapped = 'x'",
        "root_key_id = 'care-2'",
        "subject = gen_random_uuid()",
        "root = 'financial', root_key_id = 'financial-1', wrapped = 'x'",
        "id = gen_random_uuid(), root_key_id = 'care-2', wrapped = 'x'",
        "created_at = now(), root_key_id = 'care-2', wrapped = 'x'",
    ],
)
async def test_a_key_stays_whose_it_is(
    superuser: asyncpg.Connection, keyring: LocalKeyring, change: str
) -> None:
    """CNF-11: not even the owner of the schema changes it in passing."""
    await keyring.data_key(superuser, "care", SUBJECT)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="wrapped anew or destroyed"):
        await superuser.execute(f"UPDATE vault.data_keys SET {change}")


@pytest.mark.parametrize("statement", ["DELETE FROM vault.data_keys", "TRUNCATE vault.data_keys"])
async def test_no_key_vanishes(superuser: asyncpg.Connection, keyring: LocalKeyring, statement: str) -> None:
    """CNF-11: an erasure leaves a row that says so."""
    await keyring.data_key(superuser, "care", SUBJECT)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="append-only"):
        await superuser.execute(statement)


async def test_an_existing_key_is_never_replaced(
    pool: asyncpg.Pool, keyring: LocalKeyring, superuser: Any
) -> None:
    """CNF-11: whoever can call the function can still not put a key of their own in a subject's place."""
    first = await keyring.data_key(superuser, "care", SUBJECT)
    (found,) = await pool.fetch(
        "SELECT * FROM vault.find_or_add($1, 'care', $2, 'care-1', 'mine')", uuid4(), SUBJECT
    )
    assert found["id"] == first.id
    assert found["wrapped"] != b"mine"
    assert await superuser.fetchval("SELECT count(*) FROM vault.data_keys") == 1


async def test_destroyed_once_and_for_good(
    worker_pool: asyncpg.Pool, keyring: LocalKeyring, superuser: asyncpg.Connection
) -> None:
    """CNF-11: an erasure destroys a key once; nobody wraps anything there again."""
    await keyring.data_key(superuser, "care", SUBJECT)
    destroy = "SELECT vault.destroy_key('care', $1)"
    assert await worker_pool.fetchval(destroy, SUBJECT) is True
    assert await worker_pool.fetchval(destroy, SUBJECT) is False
    assert await worker_pool.fetchval(destroy, uuid4()) is False
    with pytest.raises(KeyDestroyedError):
        await keyring.data_key(superuser, "care", SUBJECT)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="wrapped anew or destroyed"):
        await superuser.execute("UPDATE vault.data_keys SET wrapped = 'x', destroyed_at = NULL")


async def test_a_destruction_and_a_first_use_race(
    worker_pool: asyncpg.Pool, pool: asyncpg.Pool, keyring: LocalKeyring, superuser: asyncpg.Connection
) -> None:
    """CNF-11: whoever seals while the key is destroyed either sealed before it or is told; no second key appears."""
    await keyring.data_key(superuser, "care", SUBJECT)

    async def use() -> bool:
        async with pool.acquire() as connection, connection.transaction():
            try:
                await keyring.data_key(connection, "care", SUBJECT)
            except KeyDestroyedError:
                return False
            return True

    await asyncio.gather(
        *(use() for _ in range(8)), worker_pool.fetchval("SELECT vault.destroy_key('care', $1)", SUBJECT)
    )
    rows = await superuser.fetch("SELECT wrapped FROM vault.data_keys")
    assert [row["wrapped"] for row in rows] == [None]
