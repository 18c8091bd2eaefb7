"""Where root keys are kept: one contract for a file and for a key service (CNF-11)."""

import stat
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from service.keys.local import LocalKeyring
from service.keys.roots import RootKeysError, read_or_create
from service.keys.sources import KMS_FILE_NAME, FileRoots, KeyServiceError, KmsRoots, RootSource
from tests.service.keys.kms import MemoryKms


def left_in(folder: Path) -> tuple[list[str], set[int]]:
    """Names and modes of the files of a folder."""
    paths = sorted(folder.iterdir())
    return [path.name for path in paths], {stat.S_IMODE(path.stat().st_mode) for path in paths}


Make = Callable[[], RootSource]


@pytest.fixture
def kms() -> MemoryKms:
    return MemoryKms()


@pytest.fixture(params=["file", "kms"])
def make(request: pytest.FixtureRequest, tmp_path: Path, kms: MemoryKms) -> Make:
    """Opens the same installation anew, as another process does."""
    if request.param == "file":
        return lambda: FileRoots(tmp_path)
    return lambda: KmsRoots(tmp_path, kms)


async def test_made_once_and_then_the_same(make: Make) -> None:
    """CNF-11: whoever opens an installation finds the keys that the first one made."""
    first = await make().open()
    assert first.ids("care") == ("care-1",)
    assert first.ids("financial") == ("financial-1",)
    assert (first.newest("care"), first.newest("financial")) == ("care-1", "financial-1")
    assert len({first.by_id("care-1"), first.by_id("financial-1"), first.checkpoint_seed}) == 3
    assert await make().open() == first


async def test_a_new_generation_is_known_before_it_is_used(make: Make) -> None:
    """CNF-11: added, it opens; only `use` makes it wrap; each step shows in every process, and in the stamp."""
    source = make()
    before = await source.open()
    stamps = [source.stamp()]
    assert await source.add("care") == "care-2"
    stamps.append(source.stamp())
    added = await make().open()
    assert (added.ids("care"), added.newest("care")) == (("care-1", "care-2"), "care-1")
    assert added.by_id("care-1") == before.by_id("care-1") != added.by_id("care-2")
    await source.use("care-2")
    stamps.append(source.stamp())
    assert (await make().open()).newest("care") == "care-2"
    await source.drop("care-1")
    stamps.append(source.stamp())
    dropped = await make().open()
    assert (dropped.ids("care"), dropped.newest("care")) == (("care-2",), "care-2")
    assert dropped.by_id("care-2") == added.by_id("care-2")
    assert len(set(stamps)) == 4


async def test_the_other_root_and_the_log_stay(make: Make) -> None:
    """CNF-11, FND-09: a rotation of one root touches neither the other nor the key that signs checkpoints."""
    source = make()
    before = await source.open()
    await source.use(await source.add("financial"))
    after = await source.open()
    assert after.newest("care") == "care-1"
    assert (after.by_id("care-1"), after.checkpoint_seed) == (before.by_id("care-1"), before.checkpoint_seed)
    assert after.derived("fingerprints") == before.derived("fingerprints")


async def test_numbers_only_grow(make: Make) -> None:
    """CNF-11: a retired number never comes back with another key behind it."""
    source = make()
    await source.open()
    await source.use(await source.add("care"))
    await source.drop("care-1")
    assert await source.add("care") == "care-3"


async def test_the_key_in_use_is_not_dropped(make: Make) -> None:
    """CNF-11: nor is one used that is not there."""
    source = make()
    await source.open()
    with pytest.raises(RootKeysError, match="in use"):
        await source.drop("care-1")
    with pytest.raises(RootKeysError, match="no root key 'care-7'"):
        await source.use("care-7")
    assert (await source.open()).newest("care") == "care-1"


async def test_the_file_is_for_its_owner_alone(make: Make, tmp_path: Path) -> None:
    """CNF-11: after a change too, and nothing is left beside it but the lock."""
    source = make()
    await source.open()
    await source.add("care")
    names, modes = left_in(tmp_path)
    assert names == [names[0], f"{names[0]}.lock"]
    assert modes == {0o600}


async def test_a_file_of_before_opens(tmp_path: Path) -> None:
    """CNF-11: what one process made synchronously, another opens through its source."""
    assert read_or_create(tmp_path) == await FileRoots(tmp_path).open()


async def test_the_file_of_a_key_service_opens_nothing_without_it(tmp_path: Path, kms: MemoryKms) -> None:
    """CNF-11: the file holds blobs; another service does not open them, and no blob passes for another."""
    keys = await KmsRoots(tmp_path, kms).open()
    raw = (tmp_path / KMS_FILE_NAME).read_bytes()
    for secret in (keys.by_id("care-1"), keys.by_id("financial-1"), keys.checkpoint_seed):
        assert secret.hex().encode() not in raw
        assert secret not in raw
    with pytest.raises(KeyServiceError):
        await KmsRoots(tmp_path, MemoryKms()).open()
    stored = msgspec.json.decode((tmp_path / KMS_FILE_NAME).read_bytes())
    stored["care"], stored["financial"] = stored["financial"], stored["care"]
    (tmp_path / KMS_FILE_NAME).write_bytes(msgspec.json.encode(stored))
    with pytest.raises(KeyServiceError):
        await KmsRoots(tmp_path, kms).open()


async def test_the_service_is_asked_once_for_each_blob(tmp_path: Path, kms: MemoryKms) -> None:
    """CNF-11: opened again, nothing leaves the machine; after a change only the new blob does."""
    source = KmsRoots(tmp_path, kms)
    await source.open()
    asked = kms.asked
    await source.open()
    assert kms.asked == asked
    other = KmsRoots(tmp_path, kms)
    await other.open()
    assert kms.asked == asked + 3
    await source.add("care")
    await other.open()
    assert kms.asked == asked + 5


async def test_out_of_reach_nothing_is_made(tmp_path: Path, kms: MemoryKms) -> None:
    """CNF-11: without the service there is no start, and no file with keys in clear."""
    kms.reachable = False
    with pytest.raises(KeyServiceError):
        await KmsRoots(tmp_path, kms).open()
    assert left_in(tmp_path) == ([], set())


class Looking:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_a_process_looks_again_after_a_while(make: Make) -> None:
    """CNF-11: a change is known within a second, and between two looks nothing is asked."""
    source, looking = make(), Looking()
    keyring = LocalKeyring(await source.open(), source=source, every=1.0, elapsed=looking)
    looking.now = 10.0
    await keyring.refresh()
    await make().add("care")
    looking.now = 10.9
    await keyring.refresh()
    assert keyring.roots.ids("care") == ("care-1",)
    looking.now = 11.0
    await keyring.refresh()
    assert keyring.roots.ids("care") == ("care-1", "care-2")


async def test_without_the_service_the_known_keys_serve_on(tmp_path: Path, kms: MemoryKms) -> None:
    """CNF-11: a service that is away for an hour stops nobody; once it answers, the change is taken in."""
    source, looking = KmsRoots(tmp_path, kms), Looking()
    keyring = LocalKeyring(await source.open(), source=source, elapsed=looking)
    await KmsRoots(tmp_path, kms).add("care")
    kms.reachable = False
    looking.now = 5.0
    await keyring.refresh()
    assert keyring.roots.ids("care") == ("care-1",)
    kms.reachable = True
    looking.now = 7.0
    await keyring.refresh()
    assert keyring.roots.ids("care") == ("care-1", "care-2")


def spoilt(path: Path) -> None:
    path.write_text("{}")


def gone(path: Path) -> None:
    path.unlink()


async def test_a_file_that_is_gone_or_spoilt_changes_nothing(tmp_path: Path) -> None:
    """CNF-11: what this process knows is good until it knows better."""
    source, looking = FileRoots(tmp_path), Looking()
    keyring = LocalKeyring(await source.open(), source=source, elapsed=looking)
    known = keyring.roots
    for at, spoil in enumerate((spoilt, gone), start=1):
        spoil(tmp_path / "root-keys.json")
        looking.now = at * 10.0
        await keyring.refresh()
        assert keyring.roots is known
