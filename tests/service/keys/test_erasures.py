"""The register of erasures: whole lines, in order, by nobody but a holder of the root keys."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from service.keys.erasures import ErasuresError, Register
from service.keys.local import LocalKeyring
from service.keys.roots import fresh

AT = datetime(2026, 11, 3, 17, tzinfo=UTC)


@pytest.fixture
def keyring() -> LocalKeyring:
    return LocalKeyring(fresh())


def written(register: Register, many: int = 3) -> list[UUID]:
    """So many erasures, written down."""
    subjects = [uuid4() for _ in range(many)]
    assert all(register.register("case", subject, "asked", AT) for subject in subjects)
    return subjects


def test_a_line_for_each_and_each_once(tmp_path: Path, keyring: LocalKeyring) -> None:
    """CNF-11: in the order in which they came, read again by another process, and not twice; nobody else reads it."""
    subjects = written(Register(tmp_path, keyring))
    again = Register(tmp_path, keyring)
    assert [entry.subject for entry in again.entries()] == subjects
    assert not again.register("case", subjects[1], "asked", AT)
    assert again.register("request", subjects[1], "period", AT)
    assert again.verify() == 4
    assert again.path.stat().st_mode & 0o777 == 0o600


def test_without_a_file_nothing_was_erased(tmp_path: Path, keyring: LocalKeyring) -> None:
    """CNF-11: an installation that begins has an empty register, and reading does not make one."""
    register = Register(tmp_path / "keys", keyring)
    assert register.entries() == ()
    assert not register.path.exists()


def _cut(lines: list[bytes]) -> list[bytes]:
    return lines[1:]


def _swapped(lines: list[bytes]) -> list[bytes]:
    return [lines[1], lines[0], *lines[2:]]


def _without_one(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[2]]


def _another_subject(lines: list[bytes]) -> list[bytes]:
    line = json.loads(lines[2])
    return [*lines[:2], json.dumps({**line, "subject": str(uuid4())}, separators=(",", ":")).encode() + b"\n"]


def _garbage(lines: list[bytes]) -> list[bytes]:
    return [*lines, b"{}\n"]


@pytest.mark.parametrize("how", [_cut, _swapped, _without_one, _another_subject, _garbage])
def test_what_was_altered_does_not_verify(
    tmp_path: Path, keyring: LocalKeyring, how: Callable[[list[bytes]], list[bytes]]
) -> None:
    """CNF-11: a line taken out, put in, moved or changed is seen; nothing more is written after it."""
    register = Register(tmp_path, keyring)
    written(register)
    lines = register.path.read_bytes().splitlines(keepends=True)
    register.path.write_bytes(b"".join(how(lines)))
    with pytest.raises(ErasuresError):
        register.verify()
    with pytest.raises(ErasuresError):
        register.register("case", uuid4(), "asked", AT)


def test_another_installation_s_lines_do_not_verify(tmp_path: Path, keyring: LocalKeyring) -> None:
    """CNF-11: only a holder of these root keys writes a line, so nobody makes a restore erase what they like."""
    written(Register(tmp_path, LocalKeyring(fresh())))
    with pytest.raises(ErasuresError):
        Register(tmp_path, keyring).verify()


def test_a_line_that_a_crash_cut_off_is_as_if_it_had_never_begun(
    tmp_path: Path, keyring: LocalKeyring
) -> None:
    """CNF-11: nothing was told to be erased by it; the next one takes its place."""
    register = Register(tmp_path, keyring)
    subjects = written(register)
    whole = register.path.read_bytes()
    for cut in (1, 40, len(whole.splitlines(keepends=True)[-1]) - 1):
        register.path.write_bytes(whole[:-cut])
        assert [entry.subject for entry in register.entries()] == subjects[:2]
    assert register.register("case", subjects[2], "asked", AT)
    assert register.path.read_bytes() == whole


def test_a_register_that_others_could_have_read_is_refused(tmp_path: Path, keyring: LocalKeyring) -> None:
    """CNF-11: like the root keys beside it; nor is anything written in it."""
    register = Register(tmp_path, keyring)
    written(register)
    register.path.chmod(0o644)
    with pytest.raises(ErasuresError):
        register.verify()
    with pytest.raises(ErasuresError):
        written(register)


def test_many_at_once_are_one_chain(tmp_path: Path, keyring: LocalKeyring) -> None:
    """CNF-11: whoever appends holds the file's lock; no line is lost, none stands twice."""
    subjects = [uuid4() for _ in range(24)]
    registers = [Register(tmp_path, keyring) for _ in range(4)]
    threads = [
        threading.Thread(target=registers[n % 4].register, args=("case", subjects[n // 2], "period", AT))
        for n in range(48)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry.subject for entry in registers[0].entries()) == sorted(subjects)
