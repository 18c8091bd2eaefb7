"""Somebody at the door is a fact."""

from datetime import UTC, datetime, timedelta

from service.beds.claims.rules import Bed, Claim, Move, Sheet
from service.beds.stays.rules import Arrival, Rolled, Seat, roll, seat

NOW = datetime(2026, 11, 3, 22, tzinfo=UTC)
MORNING = datetime(2026, 11, 4, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
BEDS = (Bed(1, 10), Bed(2, 10), Bed(3, 20), Bed(4, 20, set_aside=True))


def hold(key: int, bed: int, ends_at: datetime = MORNING) -> Claim:
    return Claim(key, bed, "hold", NOW - HOUR, ends_at, NOW + HOUR)


def stay(
    key: int, bed: int, ends_at: datetime = MORNING, *, anonymous: bool = False, since: int = 5
) -> Claim:
    return Claim(key, bed, "stay", NOW - since * HOUR, ends_at, anonymous=anonymous)


def arrival(beds: int = 1, pool: int | None = 10, ends_at: datetime = MORNING) -> Arrival:
    return Arrival(beds, NOW, ends_at, pool)


def page(*claims: Claim) -> Sheet:
    return Sheet.of(BEDS, claims, NOW)


def test_a_promise_becomes_the_stay() -> None:
    """OPS-14: the bed that was held is the bed that is taken."""
    mine = hold(1, 2)
    assert seat(page(mine), arrival(), [mine]) == [Seat(2, MORNING, mine)]


def test_a_longer_stay_moves_what_was_promised_after_it() -> None:
    """BED-16: three nights instead of one, and tomorrow's reservation goes to an equal bed."""
    mine = hold(1, 1)
    later = Claim(2, 1, "reservation", MORNING, MORNING + 20 * HOUR, MORNING + HOUR)
    sheet = page(mine, later)
    assert seat(sheet, arrival(ends_at=MORNING + 48 * HOUR), [mine]) == [Seat(1, MORNING + 48 * HOUR, mine)]
    assert (sheet.last_moves(), sheet.displaced) == ((Move(later, 2),), [])


def test_without_a_promise_an_empty_bed_of_the_pool() -> None:
    """BED-16: the hold had lapsed; a bed that nobody was promised, of the same pool, set-aside ones last."""
    assert seat(page(hold(9, 1)), arrival(), []) == [Seat(2, MORNING)]
    assert seat(page(stay(8, 1), stay(9, 2)), arrival(), []) == [Seat(3, MORNING)]
    assert seat(page(), arrival(pool=None), []) == [Seat(1, MORNING)]
    assert seat(page(stay(1, 1), stay(2, 2), stay(3, 3)), arrival(), []) == [Seat(4, MORNING)]


def test_the_promised_pool_comes_before_somebody_elses_promise() -> None:
    """BED-16: both beds of the pool are promised; another pool's bed is not equal."""
    first, second = hold(1, 1), hold(2, 2)
    sheet = page(first, second)
    assert seat(sheet, arrival(), []) == [Seat(1, MORNING)]
    assert sheet.displaced == [first]


def test_a_count_may_have_seen_them_first() -> None:
    """BED-15: a full house by count: the newest anonymous stay is this person."""
    older, newer = stay(1, 1, anonymous=True, since=9), stay(2, 2, anonymous=True, since=2)
    full = (older, newer, stay(3, 3), stay(4, 4))
    assert seat(page(*full), arrival(), []) == [Seat(2, MORNING, newer)]
    assert seat(page(*full), arrival(2), []) == [Seat(2, MORNING, newer), Seat(1, MORNING, older)]


def test_nobody_is_seated_in_a_bed_that_is_closed() -> None:
    """BED-16: not on the promise of a later night, nor in place of somebody who is only there on paper."""
    closed = Claim(7, 1, "closure", NOW - HOUR, NOW + HOUR)
    later = Claim(1, 1, "hold", NOW + 2 * HOUR, MORNING, NOW + 3 * HOUR)
    assert seat(page(closed, later), arrival(), [later]) == [Seat(2, MORNING, later)]
    gone = stay(2, 1, NOW - HOUR, anonymous=True, since=2)
    full = (stay(3, 2), stay(4, 3), stay(5, 4))
    assert seat(page(closed, gone, *full), arrival(), []) == []


def test_a_house_full_of_recorded_stays_seats_nobody() -> None:
    """BED-16: then a departure is missing, and a human says which."""
    assert seat(page(*(stay(k, k) for k in (1, 2, 3, 4))), arrival(), []) == []


def test_a_promised_bed_in_which_somebody_still_is() -> None:
    """BED-16: nobody saw them leave: the arrival gets another bed, an empty one or that of an anonymous stay."""
    mine = hold(1, 1)
    overdue = stay(2, 1, NOW - HOUR, since=30)
    assert seat(page(mine, overdue), arrival(), [mine]) == [Seat(2, MORNING, mine)]
    unseen = stay(3, 2, anonymous=True)
    full = (overdue, unseen, stay(4, 3), stay(5, 4))
    assert seat(page(mine, *full), arrival(), [mine]) == [Seat(2, MORNING, mine, and_ends=unseen)]
    assert seat(page(mine, overdue, stay(3, 2), stay(4, 3), stay(5, 4)), arrival(), [mine]) == []


def test_a_party_of_two_takes_its_promises_first() -> None:
    """BED-06: one promise is left, and a second bed is found."""
    mine = hold(1, 2)
    assert seat(page(mine), arrival(2), [mine]) == [Seat(2, MORNING, mine), Seat(1, MORNING)]
    both = [hold(1, 2), hold(2, 1)]
    assert len(seat(page(*both), arrival(1), both)) == 1


def test_a_stay_goes_on_until_somebody_sees_it_end() -> None:
    """BED-16: rolled to the end of the night; tonight's reservation moves, or is displaced."""
    overdue = stay(1, 1, NOW - 5 * HOUR)
    tonight = Claim(2, 1, "reservation", NOW + HOUR, MORNING, NOW + 3 * HOUR)
    sheet = page(overdue, tonight)
    assert roll(sheet, NOW, MORNING) == [Rolled(overdue, MORNING)]
    assert sheet.last_moves() == (Move(tonight, 2),)
    sheet = page(overdue, tonight, stay(3, 2))
    assert roll(sheet, NOW, MORNING) == [Rolled(overdue, MORNING)]
    assert sheet.displaced == [tonight]


def test_only_stays_past_their_end_are_rolled() -> None:
    """BED-16: one that ends now is past its end; one that runs into a closure keeps its end, and its bed."""
    assert roll(page(stay(1, 1, NOW + HOUR)), NOW, MORNING) == []
    ending = stay(1, 1, NOW)
    assert roll(page(ending), NOW, MORNING) == [Rolled(ending, MORNING)]
    closure = Claim(2, 1, "closure", NOW, MORNING)
    assert roll(page(ending, closure), NOW, MORNING) == []
    later = Claim(2, 1, "closure", NOW + HOUR, MORNING)
    assert roll(page(ending, later), NOW, MORNING) == [Rolled(ending, NOW + HOUR)]
