"""A promise goes to another pool of the same house where that is as good, and nowhere else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.beds.claims.fit import Needs, Room, as_good, takes
from service.beds.claims.rules import Bed, Claim, Move, Sheet
from service.beds.counts.rules import plan_count

NOW = datetime(2026, 11, 3, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)
WOMEN, ADULTS, ALL = 1, 0b11100, 0b11111
ROOM = Room(WOMEN, ADULTS)
NEEDS = Needs(WOMEN, 0b01000)
PROMISE = Claim(1, 1, "hold", NOW, NOW + 12 * HOUR, NOW + 2 * HOUR, needs=NEEDS)


def bed(key: int, pool: int, room: Room = ROOM, **said: bool) -> Bed:
    return Bed(key, pool, room=room, **said)


def cleared(promise: Claim, *others: Bed) -> Sheet:
    page = Sheet.of((bed(1, 10), *others), (promise,), NOW)
    page.clear(1, NOW, NOW + 12 * HOUR, NOW)
    return page


@pytest.mark.parametrize(
    ("room", "needs", "yes"),
    [
        (ROOM, NEEDS, True),
        (Room(2, ADULTS), NEEDS, False),  # for men
        (Room(WOMEN, 0b10000), NEEDS, False),  # from 25 on
        (ROOM, replace(NEEDS, sleeps=2), False),
        (replace(ROOM, sleeps=2), replace(NEEDS, sleeps=2), True),
        (ROOM, replace(NEEDS, family_unit=True), False),
        (replace(ROOM, family_unit=True), replace(NEEDS, family_unit=True), True),
        (ROOM, replace(NEEDS, family_bands=1), False),  # a child among adults
        (replace(ROOM, family_unit=True), replace(NEEDS, family_bands=1), True),
    ],
)
def test_whom_a_room_takes(room: Room, needs: Needs, *, yes: bool) -> None:
    """ADM-07, BED-04, BED-06: gender, age, size and family, each by itself."""
    assert takes(room, needs, set_aside=False) is yes


def test_a_bed_set_aside_is_for_trafficking() -> None:
    """BED-02: and a promise that may use it still can."""
    assert not takes(ROOM, NEEDS, set_aside=True)
    assert takes(ROOM, replace(NEEDS, set_aside=True), set_aside=True)


def test_what_was_offered_is_not_lost() -> None:
    """BED-13: whoever was promised a room of her own, or a way in on wheels, is not moved away from it."""
    assert as_good(replace(ROOM, private=True), replace(ROOM, private=True))
    assert as_good(replace(ROOM, private=True, wheelchair=True), ROOM)
    assert not as_good(ROOM, replace(ROOM, private=True))
    assert not as_good(ROOM, replace(ROOM, wheelchair=True))


def test_an_equal_bed_comes_first_then_the_one_that_costs_least() -> None:
    """BED-16, BED-02, BED-06: the same pool, then others; a family's room and a set-aside bed last."""
    free = replace(PROMISE, needs=replace(NEEDS, set_aside=True))
    equal, other = bed(9, 10), bed(8, 20)
    large, aside = bed(2, 30, replace(ROOM, sleeps=4, private=True)), bed(3, 40, set_aside=True)
    assert cleared(free, aside, large, other, equal).moved == [Move(free, 9)]
    assert cleared(free, aside, large, other).moved == [Move(free, 8)]
    assert cleared(free, aside, large).moved == [Move(free, 2)]
    assert cleared(free, aside).moved == [Move(free, 3)]
    assert cleared(PROMISE, aside).displaced == [PROMISE]


def test_no_bed_stands_in_that_is_worse_unknown_or_given_up() -> None:
    """BED-16: another gender, a bed nobody knows, one that the shelter no longer has, or a promise to nobody known."""
    for other in (bed(2, 20, Room(2, ALL)), Bed(2, 20), bed(2, 10, active=False)):
        page = cleared(PROMISE, other)
        assert (page.moved, page.displaced) == ([], [PROMISE])
    stranger = replace(PROMISE, needs=None)
    assert cleared(stranger, bed(2, 20)).displaced == [stranger]


def test_a_count_of_one_pool_moves_promises_to_the_others() -> None:
    """BED-15, BED-16: beds that were not counted keep what the count contradicts, and are not counted themselves."""
    counted, others = (bed(1, 10),), (bed(5, 20),)
    found = plan_count(counted, (PROMISE,), 0, NOW, NOW + 12 * HOUR, spare=others)
    assert (found.moves, found.displaced) == ((Move(PROMISE, 5),), ())
    assert [item.bed.key for item in found.opens] == [1]
