"""Which displaced promises come back, and who takes which place for them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from service.beds.claims.fit import Needs, Room
from service.beds.claims.rules import Bed, Claim, Sheet
from service.beds.displaced.rules import Back, Told, Waiting, Way, brought_back, may_take

NOW = datetime(2026, 11, 3, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)
TURN = NOW + 19 * HOUR
ROOM = Room(1, 0b11100)
FIRST, SECOND = UUID(int=1), UUID(int=2)
PROMISE = Claim(5, 1, "hold", NOW, NOW + 12 * HOUR, NOW + HOUR, needs=Needs(1, 0b01000))


def waiting(escalation: UUID = FIRST, *, needed: bool = True, movable: bool = True, key: int = 5) -> Waiting:
    return Waiting(escalation, replace(PROMISE, key=key), needed, movable)


def back(beds: tuple[Bed, ...], claims: tuple[Claim, ...], *those: Waiting) -> list[Back]:
    return brought_back(Sheet.of(beds, claims, NOW), those, NOW, TURN)


BEDS = (Bed(1, 10, room=ROOM), Bed(2, 20, room=ROOM))


def test_the_first_who_was_promised_is_the_first_to_come_back() -> None:
    """BED-16: one bed is free; each of two beds goes to one of them, and no bed to both."""
    later, earlier = waiting(SECOND, key=9), waiting(FIRST, key=3)
    taken = Claim(7, 2, "stay", NOW - HOUR, NOW + HOUR)
    assert back(BEDS, (taken,), later, earlier) == [Back(FIRST, 1)]
    assert back(BEDS, (), later, earlier) == [Back(FIRST, 1), Back(SECOND, 2)]


def test_no_bed_for_whom_nobody_waits_or_who_is_asked_for_elsewhere() -> None:
    """OPS-13: a bed is not held for nobody; OPS-03: while another house is asked, its answer counts."""
    assert back(BEDS, (), waiting(needed=False)) == []
    assert back(BEDS, (), waiting(movable=False)) == []


def test_a_bed_must_be_free_for_all_of_it() -> None:
    """BED-16: neither a later closure nor somebody who was to leave and has not lets it back in."""
    closure = Claim(7, 1, "closure", NOW + 11 * HOUR, NOW + 20 * HOUR)
    overdue = Claim(8, 2, "stay", NOW - 30 * HOUR, NOW - HOUR)
    assert back(BEDS, (closure, overdue), waiting()) == []
    assert back(BEDS, (closure,), waiting()) == [Back(FIRST, 2)]


def test_a_bed_of_a_pool_that_is_gone_stands_for_nothing() -> None:
    """BED-16: nobody knows any more what was promised: a human decides."""
    gone = Waiting(FIRST, replace(PROMISE, bed_key=99), needed=True, movable=True)
    assert back(BEDS, (), gone) == []


@pytest.mark.parametrize(
    ("way", "told", "operation", "yes"),
    [
        ("here", "house", True, True),
        ("here", "holder", False, True),
        ("here", "coordination", True, True),
        ("agreement", "coordination", True, True),
        ("agreement", "house", True, False),
        ("refer", "holder", False, True),
        ("refer", "coordination", False, False),
        ("refer", "coordination", True, False),
        ("hotel", "holder", False, True),
        ("hotel", "coordination", True, False),
        ("hotel", "house", False, False),
    ],
)
def test_who_takes_which_place(way: Way, told: Told, *, operation: bool, yes: bool) -> None:
    """OPS-02, ADM-05: elsewhere, an agreement gives an operation's place; a person's pivot asks."""
    assert may_take(way, told, for_operation=operation) is yes
