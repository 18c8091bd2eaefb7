"""The keys' half: nothing opens it but its passphrase, and it holds what must come back (CNF-11)."""

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from service.backups import sealed_keys
from service.backups.manifest import BackupError

AT = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)
PHRASE = "correct horse battery staple"
CHEAP = 2**14
"""The cost of guessing is scrypt's own; a test need not pay it each time."""


@pytest.fixture
def sealed(tmp_path: Path, key_folder: Path) -> Path:
    (key_folder / "erasures.log").write_bytes(b"{}\n")
    path = tmp_path / "keys.sealed"
    path.write_bytes(sealed_keys.seal(sealed_keys.read_folder(key_folder), "b1", AT, PHRASE, cost=CHEAP))
    return path


def test_what_comes_back(sealed: Path, key_folder: Path) -> None:
    """Root keys and the register of erasures; nothing that signs tokens of before, and no half written file."""
    backup, files = sealed_keys.open_(sealed, PHRASE)
    assert (backup, sorted(files)) == ("b1", ["erasures.log", "root-keys.json"])
    assert files["root-keys.json"] == (key_folder / "root-keys.json").read_bytes()


def test_no_key_is_in_it_in_clear(sealed: Path, key_folder: Path) -> None:
    """ASVS 5.0.0-v13.3.1: whoever has the file has nothing."""
    text = sealed.read_bytes()
    stored = msgspec.json.decode((key_folder / "root-keys.json").read_bytes())
    assert stored["checkpoints"].encode() not in text
    assert stored["care"]["1"].encode() not in text


@pytest.mark.parametrize(
    ("part", "value"),
    [("backup", "b2"), ("cost", CHEAP * 2), ("nonce", "AAAAAAAAAAAAAAAA"), ("sealed", "AAAA")],
)
def test_an_altered_file_does_not_open(sealed: Path, part: str, value: object) -> None:
    """What stands beside the sealed part is vouched for too."""
    altered = msgspec.json.decode(sealed.read_bytes()) | {part: value}
    sealed.write_bytes(msgspec.json.encode(altered))
    with pytest.raises(BackupError):
        sealed_keys.open_(sealed, PHRASE)


@pytest.mark.parametrize("cost", [1, 2**14 + 1, 2**30, -1])
def test_a_file_cannot_ask_for_all_memory(sealed: Path, cost: int) -> None:
    """The cost is the file's to say, within bounds."""
    sealed.write_bytes(msgspec.json.encode(msgspec.json.decode(sealed.read_bytes()) | {"cost": cost}))
    with pytest.raises(BackupError, match="malformed"):
        sealed_keys.open_(sealed, PHRASE)


def test_another_passphrase(sealed: Path) -> None:
    with pytest.raises(BackupError, match="does not open"):
        sealed_keys.open_(sealed, PHRASE + " ")


def test_a_passphrase_with_accents_opens_on_another_machine(tmp_path: Path) -> None:
    """Where the backup was taken an é was one sign, where it is restored it is two: it is the same passphrase."""
    phrase = "l'été prochain à l'île d'Orléans"
    assert unicodedata.normalize("NFD", phrase) != phrase
    one, two = (unicodedata.normalize("NFC", phrase), unicodedata.normalize("NFD", phrase))
    for name, taken, typed in (("a", one, two), ("b", two, one)):
        (tmp_path / name).write_bytes(sealed_keys.seal({"a": b"b"}, "b1", AT, taken, cost=CHEAP))
        assert sealed_keys.open_(tmp_path / name, typed)[1] == {"a": b"b"}


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(BackupError, match="passphrase"):
        sealed_keys.seal({}, "b1", AT, "hunter2")
