"""The folder of keys that comes back: whole, with the longest register of erasures that can be believed (CNF-11)."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from service.backups import key_folder as folders
from service.backups.manifest import BackupError
from service.keys.erasures import FILE_NAME, Register
from service.keys.local import LocalKeyring
from service.keys.roots import fresh
from service.settings import Settings
from tests.conftest import NOON


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A machine where nothing is yet."""
    return Settings(data=tmp_path / "elsewhere")


def _register(folder: Path, keyring: LocalKeyring, *subjects: UUID) -> bytes:
    register = Register(folder, keyring)
    for subject in subjects:
        register.register("case", subject, "request", NOON)
    return register.path.read_bytes()


def test_the_longest_register_holds(settings: Settings, tmp_path: Path, keyring: LocalKeyring) -> None:
    """CNF-11: an older copy never takes the place of a newer one, whichever is at hand first; a torn end is none."""
    subjects = [uuid4() for _ in range(3)]
    older = _register(tmp_path / "one", keyring, *subjects[:2])
    newer = _register(tmp_path / "one", keyring, *subjects[2:])
    for copies in ([older], [newer, older], [older], [newer + b'{"n": 4, "at'], []):
        register = folders.keep_longest(settings, copies, keyring)
    assert [entry.subject for entry in register.entries()] == subjects
    assert register.path.read_bytes() == newer
    assert register.path.stat().st_mode & 0o077 == 0


def test_a_killed_restore_leaves_nothing_in_the_way(
    settings: Settings, tmp_path: Path, keyring: LocalKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CNF-11: killed while the longer register takes the place of the shorter one, whichever was there is whole, and
    the next restore goes on."""
    older = _register(settings.data / "keys", keyring, uuid4())
    newer = _longer(tmp_path / "one", older, keyring)

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        patched.setattr(Path, "unlink", lambda *_, **__: None)  # nothing is tidied by who is killed
        with pytest.raises(SystemExit):
            folders.keep_longest(settings, [newer], keyring)
    path = settings.data / "keys" / FILE_NAME
    assert path.read_bytes() == older
    folders.keep_longest(settings, [newer], keyring)
    assert path.read_bytes() == newer


def _longer(folder: Path, copy: bytes, keyring: LocalKeyring) -> bytes:
    """This copy of a register, and an erasure more."""
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(copy)
    (folder / FILE_NAME).chmod(0o600)
    return _register(folder, keyring, uuid4())


def test_registers_that_disagree_are_looked_at(
    settings: Settings, tmp_path: Path, keyring: LocalKeyring
) -> None:
    """Two that went apart, one that was altered, and one of another installation: nothing is erased by them."""
    one, other = [_register(tmp_path / name, keyring, uuid4()) for name in ("one", "other")]
    with pytest.raises(BackupError, match="different things"):
        folders.keep_longest(settings, [one, other], keyring)
    strange = _register(tmp_path / "strange", LocalKeyring(fresh()), uuid4())
    for copy in (one.replace(b"request", b"mistake"), strange):
        with pytest.raises(BackupError, match="cannot be believed"):
            folders.keep_longest(settings, [copy], keyring)
    assert not (settings.data / "keys" / FILE_NAME).exists()


def test_the_folder_is_laid_down_once(settings: Settings) -> None:
    """What is there stays, but for what signs access tokens: no token of before is good (ASVS 5.0.0-v7.4.1)."""
    keys = settings.data / "keys"
    keys.mkdir(parents=True)
    (settings.data / ".keys-of-one-that-was-killed").mkdir()
    folders.lay_down(settings, {"root-keys.json": b"first"})
    assert (keys / "root-keys.json").read_bytes() == b"first"
    assert {path.stat().st_mode & 0o077 for path in (keys, *keys.iterdir())} == {0}
    assert [path.name for path in settings.data.iterdir()] == ["keys"]
    (keys / "tokens.json").write_text("{}")
    folders.lay_down(settings, {"root-keys.json": b"second"})
    assert [(path.name, path.read_bytes()) for path in keys.iterdir()] == [("root-keys.json", b"first")]
    standing = folders.standing(settings)
    assert standing is not None
    assert folders.same_roots(standing, {"root-keys.json": b"first", FILE_NAME: b"more"})
    assert not folders.same_roots(standing, {"root-keys.json": b"second"})
    assert not folders.same_roots(standing, {"root-keys.json": b"first", "root-keys.kms.json": b"{}"})


@pytest.mark.parametrize("name", ["../root-keys.json", "a/b", ".hidden"])
def test_no_name_leads_out_of_the_folder(settings: Settings, name: str) -> None:
    """ASVS 5.0.0-v5.3.2."""
    with pytest.raises(BackupError, match="no name of a key file"):
        folders.lay_down(settings, {name: b"x"})
    assert list(settings.data.iterdir()) == []


async def test_keys_open_aside(settings: Settings, key_folder: Path, keyring: LocalKeyring) -> None:
    """They are tried before anything is put in its place; what opens nothing is refused."""
    files = {"root-keys.json": (key_folder / "root-keys.json").read_bytes()}
    opened = await folders.open_copy(settings, files)
    assert opened.blind("test", b"x") == keyring.blind("test", b"x")
    assert not settings.data.exists()
    with pytest.raises(BackupError, match="do not open"):
        await folders.open_copy(settings, {"root-keys.json": b"{}"})
