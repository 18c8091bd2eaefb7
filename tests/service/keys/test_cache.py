"""The cache of unwrapped keys: bounded in number and in time."""

from __future__ import annotations

from uuid import UUID

from service.keys.cache import KeyCache
from service.keys.sealing import DataKey


def key(number: int) -> DataKey:
    return DataKey(UUID(int=number), "care", UUID(int=number), bytes(32))


class Watch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_the_one_unused_for_longest_leaves_first() -> None:
    """CNF-11: never more than so many secrets in memory."""
    cache = KeyCache(most=2)
    for number in (1, 2):
        cache.keep(key(number))
    assert cache.get("care", UUID(int=1)) == key(1)
    cache.keep(key(3))
    assert cache.get("care", UUID(int=2)) is None
    assert cache.get("care", UUID(int=1)) == key(1)
    assert cache.get("care", UUID(int=3)) == key(3)
    assert len(cache) == 2


def test_a_key_stays_for_so_long_and_no_longer() -> None:
    """CNF-11: an erasure takes hold everywhere within that time, however often the key is used."""
    watch = Watch()
    cache = KeyCache(seconds=60, elapsed=watch)
    cache.keep(key(1))
    watch.seconds = 59.9
    assert cache.get("care", UUID(int=1)) == key(1)
    watch.seconds = 60
    assert cache.get("care", UUID(int=1)) is None
    assert len(cache) == 0


def test_each_root_has_its_own() -> None:
    """CNF-11: the care key of a subject is not its financial key."""
    cache = KeyCache()
    cache.keep(key(1))
    assert cache.get("financial", UUID(int=1)) is None


def test_a_destroyed_key_is_forgotten() -> None:
    """CNF-11: at once where it was destroyed; forgetting what is not there is no error."""
    cache = KeyCache()
    cache.keep(key(1))
    cache.forget("care", UUID(int=1))
    cache.forget("care", UUID(int=1))
    assert cache.get("care", UUID(int=1)) is None
