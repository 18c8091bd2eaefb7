"""Short texts that only a key opens."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.keys.local import LocalKeyring
from service.keys.roots import fresh
from service.keys.sealing import CannotOpenError, DataKey, fresh_secret
from service.keys.secrets import Box, open_text, open_texts, opened_with, seal_text, sealed_with

BOX = Box("care", "test.where")
ROW = UUID("11111111-1111-4111-8111-111111111111")
SUBJECT = UUID("22222222-2222-4222-8222-222222222222")
KEY = DataKey(uuid4(), "care", SUBJECT, fresh_secret())


class Counting:
    """A connection that counts what it is asked."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.asked = 0

    async def fetch(self, *said: Any) -> Any:
        self.asked += 1
        return await self.connection.fetch(*said)


@pytest.fixture
async def holder(
    pool: asyncpg.Pool, superuser: asyncpg.Connection, keyring: LocalKeyring
) -> AsyncIterator[Any]:
    async with pool.acquire() as connection:
        yield SimpleNamespace(connection=connection, keyring=keyring)


@pytest.mark.parametrize("text", ["", "12, rue Cartier", "é" * 100, "\x80", "x" * 63, "x" * 64, "a\x00"])
def test_what_was_sealed_opens(text: str) -> None:
    """CNF-11: every text comes back as it was."""
    assert opened_with(KEY, BOX, ROW, sealed_with(KEY, BOX, ROW, text)) == text


def test_a_length_shows_in_steps_only() -> None:
    """SAF-01: a copy does not tell a short address from a longer one."""
    lengths = [len(sealed_with(KEY, BOX, ROW, "x" * size)) for size in (0, 1, 63, 64, 127, 128)]
    assert [length - lengths[0] for length in lengths] == [0, 0, 0, 64, 64, 128]


@pytest.mark.parametrize(
    ("box", "row"),
    [
        (BOX, uuid4()),
        (Box("care", "test.other"), ROW),
        (Box("financial", "test.where"), ROW),
    ],
)
def test_a_text_moved_elsewhere_does_not_open(box: Box, row: UUID) -> None:
    """SAF-01: a sealed address copied into another house's row by hand opens nowhere."""
    sealed = sealed_with(KEY, BOX, ROW, "12, rue Cartier")
    with pytest.raises(CannotOpenError):
        opened_with(KEY, box, row, sealed)


def test_a_key_of_another_root_seals_nothing_here() -> None:
    """CNF-11: what is erased with a case is never under the key that stays for the accounts."""
    with pytest.raises(ValueError, match="sealed under financial"):
        sealed_with(KEY, Box("financial", "vouchers.code"), ROW, "0000")


async def test_many_open_with_one_question(holder: Any, root_keys: Any) -> None:
    """CNF-11: a page of sealed numbers costs one round trip, and the next page none."""
    rows = [uuid4() for _ in range(20)]
    sealed: dict[UUID, bytes | None] = {
        row: await seal_text(holder, BOX, subject=uuid4(), row=row, text=f"text {at}")
        for at, row in enumerate(rows)
    }
    sealed[ROW] = None
    counting = Counting(holder.connection)
    reader: Any = SimpleNamespace(connection=counting, keyring=LocalKeyring(root_keys))
    expected = {**{row: f"text {at}" for at, row in enumerate(rows)}, ROW: None}
    assert await open_texts(reader, BOX, sealed) == expected
    assert counting.asked == 1
    assert await open_texts(reader, BOX, sealed) == expected
    assert counting.asked == 1


async def test_nothing_sealed_asks_nothing() -> None:
    """CNF-11: no key is looked for where there is nothing to open."""
    reader: Any = SimpleNamespace(connection=None, keyring=LocalKeyring(fresh()))
    assert await open_texts(reader, BOX, {ROW: None}) == {ROW: None}


async def test_a_destroyed_key_leaves_nothing_to_read(
    holder: Any, superuser: asyncpg.Connection, root_keys: Any
) -> None:
    """CNF-11: erased as promised reads as absent."""
    sealed = await seal_text(holder, BOX, subject=SUBJECT, row=ROW, text="12, rue Cartier")
    await superuser.execute("UPDATE vault.data_keys SET wrapped = NULL, destroyed_at = now()")
    reader: Any = SimpleNamespace(connection=holder.connection, keyring=LocalKeyring(root_keys))
    assert await open_text(reader, BOX, row=ROW, sealed=sealed) is None


async def test_a_key_that_vanished_is_not_an_erasure(holder: Any, root_keys: Any) -> None:
    """CNF-11: a text whose key is nowhere was tampered with, and is never shown as empty."""
    sealed = sealed_with(KEY, BOX, ROW, "12, rue Cartier")
    with pytest.raises(CannotOpenError):
        await open_text(holder, BOX, row=ROW, sealed=sealed)


def test_a_blinded_message_is_the_same_in_every_process(root_keys: Any) -> None:
    """SAF-01: recognised with the root keys, and by nobody without them."""
    first, second, stranger = LocalKeyring(root_keys), LocalKeyring(root_keys), LocalKeyring(fresh())
    assert first.blind("fingerprints", b"12, rue Cartier") == second.blind("fingerprints", b"12, rue Cartier")
    assert len(first.blind("fingerprints", b"")) == 32
    others = {
        first.blind("step-ups", b"12, rue Cartier"),
        stranger.blind("fingerprints", b"12, rue Cartier"),
        first.blind("fingerprints", b"13, rue Cartier"),
    }
    assert first.blind("fingerprints", b"12, rue Cartier") not in others
    assert len(others) == 3
