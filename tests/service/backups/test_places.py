"""The data in one place, the keys in another, and each whole or absent (CNF-11)."""

from pathlib import Path

import pytest

from service.backups.manifest import BackupError
from service.backups.places import DRAFT, apart, whole_folder, write_whole


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        ("one", "one"),
        ("one", "one/keys"),
        ("one/data", "one"),
        ("one/data", "one/keys"),
        ("one/data", "elsewhere/../one/keys"),
        ("one/data", "link/keys"),
    ],
)
def test_the_keys_do_not_lie_beside_the_data(tmp_path: Path, data: str, keys: str) -> None:
    """One folder, one in the other, and two beside each other are refused, through links and dots too (CNF-11)."""
    (tmp_path / "one").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "one")
    with pytest.raises(BackupError, match="must not lie beside"):
        apart(tmp_path / data, tmp_path / keys)


def test_two_places_are_two_places(tmp_path: Path) -> None:
    """CNF-11."""
    apart(tmp_path / "disk" / "data", tmp_path / "safe" / "keys")


def test_a_folder_is_whole_or_absent(tmp_path: Path) -> None:
    """What goes wrong in the middle leaves nothing, under no name."""
    with pytest.raises(OSError, match="full"):
        _interrupted(tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []
    with whole_folder(tmp_path / "copy") as draft:
        (draft / "all").write_bytes(b"all")
        assert not (tmp_path / "copy").exists()
    assert (tmp_path / "copy" / "all").read_bytes() == b"all"
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


def test_a_file_never_replaces_another(tmp_path: Path) -> None:
    """The first copy stays as it is."""
    write_whole(tmp_path / "keys", b"first")
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "keys", b"second")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("keys", b"first")]
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0


def _interrupted(path: Path) -> None:
    with whole_folder(path) as draft:
        (draft / "half").write_bytes(b"half")
        assert draft.name.startswith(DRAFT)
        raise OSError("the disk is full")
