"""The file of root keys: created once, readable by its owner only, never quoted."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.keys.roots import FILE_NAME, RootKeysError, read_or_create


def test_the_first_use_creates_and_the_next_reads(tmp_path: Path) -> None:
    """CNF-11: the same keys each time, two roots, one seed, all different."""
    folder = tmp_path / "data"
    first, second = read_or_create(folder), read_or_create(folder)
    assert first == second
    secrets = {first.keys["care"][1], first.keys["financial"][1], first.checkpoint_seed}
    assert len(secrets) == 3
    assert {len(each) for each in secrets} == {32}
    assert first.newest("care") == "care-1"


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    """CNF-11: mode 0600, and no draft is left beside it."""
    read_or_create(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_others_can_open_is_refused(tmp_path: Path, mode: int) -> None:
    """CNF-11: a key that others may have read is no key."""
    read_or_create(tmp_path)
    (tmp_path / FILE_NAME).chmod(mode)
    with pytest.raises(RootKeysError, match="must have mode 0600"):
        read_or_create(tmp_path)


def test_all_who_start_together_get_the_same_keys(tmp_path: Path) -> None:
    """CNF-11: several processes may meet an empty folder; one creates, all read."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(read_or_create, [tmp_path] * 32))
    assert all(each == found[0] for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"care":{"1":"c2hvcnQ="},"financial":{"1":"c2hvcnQ="},"checkpoints":"c2hvcnQ="}',
        '{"care":{},"financial":{},"checkpoints":"AAAA"}',
        '{"care":{"1":"*"},"financial":{"1":"*"},"checkpoints":"*"}',
    ],
)
def test_a_damaged_file_is_refused_without_being_quoted(tmp_path: Path, text: str) -> None:
    """CNF-11: never replaced by fresh keys, which would lose everything; never shown."""
    path = tmp_path / FILE_NAME
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(RootKeysError) as refused:
        read_or_create(tmp_path)
    assert refused.value.__cause__ is None
    assert "c2hvcnQ" not in str(refused.value)
    assert path.read_text() == text


def test_an_older_generation_stays_and_the_newest_wraps(tmp_path: Path) -> None:
    """CNF-11: a root can be replaced while older wrappings still open."""
    read_or_create(tmp_path)
    path = tmp_path / FILE_NAME
    newer = path.read_text().replace('"care": {', '"care": {"2": "' + "A" * 43 + '=",')
    path.write_text(newer)
    keys = read_or_create(tmp_path)
    assert set(keys.keys["care"]) == {1, 2}
    assert keys.newest("care") == "care-2"
    assert keys.by_id("care-2") == bytes(32)
    assert keys.by_id("care-1") == keys.keys["care"][1]
    assert keys.newest("financial") == "financial-1"


@pytest.mark.parametrize("unknown", ["care-2", "care", "care-", "care-x", "other-1", ""])
def test_a_root_key_that_is_not_there_is_named(tmp_path: Path, unknown: str) -> None:
    """CNF-11: a database opened beside another folder's keys says which key it misses."""
    with pytest.raises(RootKeysError, match=f"this file holds no root key '{unknown}'"):
        read_or_create(tmp_path).by_id(unknown)


def test_the_keys_are_never_shown(tmp_path: Path) -> None:
    """CNF-02: no log line can hold a root key."""
    assert repr(read_or_create(tmp_path)) == "RootKeys()"
