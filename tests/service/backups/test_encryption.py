"""The data half, encrypted: opened by its identity alone, whole or not at all, and written whole or not at all."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec
import pyrage
import pytest
from pyrage import x25519

from service.backups import encryption, manifest
from service.backups.manifest import ENCRYPTED_DUMP, BackupError, Content, Manifest, Stand
from service.keys.local import LocalKeyring
from service.keys.roots import RootKeys
from tests.conftest import NOON

DUMP = os.urandom(200_000)
"""Four pieces of the format, the last one short."""
STAND = Stand("0040_restoring", 18, "owner", (), 3, 0, 0, 0, ())


class Copy:
    """An encrypted dump, and the file of the identity that opens it."""

    def __init__(self, folder: Path) -> None:
        text, self.recipient = encryption.new_identity(NOON)
        self.folder, self.identity, self.dump = folder, folder / "identity", folder / ENCRYPTED_DUMP
        self.identity.write_text(text)
        self.dump.write_bytes(pyrage.encrypt(DUMP, encryption.recipients_of([self.recipient])))
        self.made = Manifest(1, "b1", NOON, STAND, {}, encrypted_to=(self.recipient,))

    def opening(self, identity: Path | None) -> list[x25519.Identity]:
        return encryption.opening(self.folder, self.made, identity)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


async def _written(into: int, content: bytes) -> None:
    with suppress(BrokenPipeError):  # as a program whose reader is gone, and which then ends
        await asyncio.to_thread(os.write, into, content)


async def test_it_goes_through_a_pipe_both_ways(tmp_path: Path) -> None:
    """What a program writes is encrypted while it writes, and opened while another reads; each of two may open it."""
    pairs = [encryption.new_identity(NOON) for _ in range(2)]
    sealed, content = tmp_path / "dump.age", b"Maison Claire " * 4000
    recipients = encryption.recipients_of([recipient for _, recipient in pairs])
    await encryption.encrypt(sealed, recipients, partial(_written, content=content))
    assert b"Claire" not in sealed.read_bytes()

    got: list[bytes] = []

    async def drained(pipe: int) -> None:
        while piece := await asyncio.to_thread(os.read, pipe, 65536):
            got.append(piece)

    made = Manifest(1, "b1", NOON, STAND, {}, encrypted_to=("age1",))
    for number, (text, _) in enumerate(pairs):
        (tmp_path / f"{number}").write_text(text.lower() if number else text)  # as it was typed from paper
        sealed.rename(tmp_path / ENCRYPTED_DUMP)
        identities = encryption.opening(tmp_path, made, tmp_path / f"{number}")
        await encryption.pour(tmp_path / ENCRYPTED_DUMP, identities, drained)
        assert b"".join(got) == content
        got.clear()
        (tmp_path / ENCRYPTED_DUMP).rename(sealed)


async def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """The library says nothing of the last bytes that do not arrive: a copy that cannot be opened would look whole."""
    (tmp_path / "full").symlink_to("/dev/full")
    recipients = encryption.recipients_of([encryption.new_identity(NOON)[1]])
    for size in (1, 5_000, 500_000):
        with pytest.raises(BackupError, match="could not be written: No space left"):
            await encryption.encrypt(tmp_path / "full", recipients, partial(_written, content=b"." * size))


async def test_a_program_that_fails_is_what_is_said(copy: Copy) -> None:
    """The pipe ends with it, on either way: nobody waits for ever, and its own complaint is heard."""

    async def fails(_: int) -> None:
        raise BackupError("it did not finish")

    for way in (
        encryption.encrypt(copy.folder / "new", encryption.recipients_of([copy.recipient]), fails),
        encryption.pour(copy.dump, copy.opening(copy.identity), fails),
    ):
        with pytest.raises(BackupError, match="it did not finish"):
            await way


def test_without_its_identity(copy: Copy) -> None:
    """None, somebody else's, and a file that holds none: each said in French and English, with whom to ask."""
    assert copy.opening(copy.identity)
    other, none = copy.folder / "other", copy.folder / "none"
    other.write_text(encryption.new_identity(NOON)[0])
    none.write_text("# public key: age1\n")
    for file, fr, en in (
        (None, f"chiffrée pour {copy.recipient}", "--identity-file. Nothing was touched"),
        (other, "n'ouvre pas cette copie", f"encrypted to {copy.recipient}"),
        (none, "ne contient pas d'identité", "holds no identity"),
        (copy.dump, "ne contient pas d'identité", "holds no identity"),
    ):
        with pytest.raises(BackupError) as refused:
            copy.opening(file)
        assert fr in refused.value.in_("fr")
        assert en in refused.value.in_("en") == str(refused.value)
        assert "Rien n'a été touché." in refused.value.in_("fr")


@pytest.mark.parametrize(
    "alter",
    [lambda text: text[:150_000], lambda text: text[: -(len(DUMP) % 65536) - 16], lambda text: text + b"more",
     lambda text: text[:-9] + bytes([text[-9] ^ 1]) + text[-8:], lambda text: text[:70_000] + text[70_001:]],
    ids=["cut", "cut between two pieces", "longer", "one bit", "one byte gone"],
)  # fmt: skip
async def test_what_is_not_whole_does_not_open(copy: Copy, alter: Callable[[bytes], bytes]) -> None:
    """ASVS 5.0.0-v11.3.4: before anything is loaded, and again while it is."""
    identities = copy.opening(copy.identity)
    copy.dump.write_bytes(alter(copy.dump.read_bytes()))
    with pytest.raises(BackupError, match="does not open to its end"):
        copy.opening(copy.identity)

    async def drained(pipe: int) -> None:
        while await asyncio.to_thread(os.read, pipe, 65536):
            pass

    with pytest.raises(BackupError, match="does not open to its end"):
        await encryption.pour(copy.dump, identities, drained)


def test_a_recipient_with_a_slip_is_refused() -> None:
    """One letter amiss would be a copy that nobody ever opens."""
    recipient = encryption.new_identity(NOON)[1]
    with pytest.raises(BackupError, match="no age recipient"):
        encryption.recipients_of([recipient[:-1] + ("q" if recipient[-1] != "q" else "p")])


BEFORE = Manifest(1, "b1", NOON, STAND, {"database.dump": Content(3, "ab")})


def test_a_copy_of_before_is_still_ours(tmp_path: Path, root_keys: RootKeys) -> None:
    """In clear, as copies were: the same bytes are sealed as then, nothing is asked to open it, and it is loaded as it
    stands."""
    assert msgspec.json.encode(BEFORE, order="deterministic") == (
        b'{"format":1,"id":"b1","taken_at":"2026-11-03T17:00:00Z","stand":{"revision":"0040_restoring","server":18,'
        b'"owner":"owner","roles":[],"next_transaction":3,"events":0,"leaves":0,"transfers":0,"root_keys":[]},'
        b'"files":{"database.dump":{"bytes":3,"sha256":"ab"}},"seal":""}'
    )
    (tmp_path / manifest.FILE_NAME).write_bytes(
        msgspec.json.encode(manifest.sealed(BEFORE, LocalKeyring(root_keys)))
    )
    (tmp_path / "database.dump").write_bytes(b"old")
    made = manifest.read(tmp_path)
    assert made.dump == "database.dump"
    assert encryption.opening(tmp_path, made, None) == []
    with pytest.raises(BackupError, match=r"database\.dump is not what"):
        manifest.verify(tmp_path, made, LocalKeyring(root_keys))
