"""A fact on a bed: what stood there before, where it goes, and what has nowhere to go."""

from datetime import UTC, datetime, timedelta

from service.beds.claims.rules import Bed, Claim, Kind, Move, Sheet

NOW = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return NOW + hours * HOUR


def claim(
    key: int,
    bed: int,
    kind: Kind,
    start: float,
    end: float,
    *,
    lapses: float | None = None,
    anonymous: bool = False,
) -> Claim:
    """A claim from `start` to `end`, in hours from now."""
    deadline = None if lapses is None else at(lapses)
    return Claim(key, bed, kind, at(start), at(end), deadline, anonymous)


BEDS = (Bed(1, 10), Bed(2, 10), Bed(3, 10), Bed(9, 20))


def test_holds_and_reservations_are_promises_stays_and_closures_are_facts() -> None:
    """BED-16."""
    assert claim(1, 1, "hold", 0, 1).promise
    assert claim(1, 1, "reservation", 0, 1).promise
    assert not claim(1, 1, "stay", 0, 1).promise
    assert not claim(1, 1, "closure", 0, 1).promise


def test_periods_are_half_open() -> None:
    night = claim(1, 1, "stay", 0, 10)
    assert night.overlaps(at(9), at(12))
    assert night.overlaps(at(-1), at(0.5))
    assert night.overlaps(at(2), at(3))
    assert not night.overlaps(at(10), at(12))
    assert not night.overlaps(at(-2), at(0))


def test_a_promise_lapses_at_its_deadline_and_without_one_never() -> None:
    hold = claim(1, 1, "hold", 0, 10, lapses=1)
    assert not hold.lapsed(at(0.99))
    assert hold.lapsed(at(1))
    assert not claim(1, 1, "stay", 0, 10).lapsed(at(1000))


def test_a_sheet_orders_beds_and_claims_and_leaves_lapsed_promises_out() -> None:
    later, earlier = claim(8, 2, "hold", 5, 6), claim(4, 2, "hold", 1, 2)
    sheet = Sheet.of([BEDS[2], BEDS[0], BEDS[1]], [later, claim(5, 2, "hold", 3, 4, lapses=0), earlier], NOW)
    assert sheet.beds == BEDS[:3]
    assert sheet.on_bed == {2: [earlier, later]}
    assert (sheet.moved, sheet.displaced) == ([], [])


def test_what_is_on_a_bed_in_a_period() -> None:
    first, second = claim(1, 1, "hold", 0, 2), claim(2, 1, "stay", 2, 4)
    sheet = Sheet.of(BEDS, [first, second, claim(3, 2, "stay", 0, 4)], NOW)
    assert sheet.over(1, at(1), at(3)) == [first, second]
    assert sheet.over(1, at(2), at(3)) == [second]
    assert sheet.over(9, at(0), at(9)) == []


def test_whom_nobody_saw_leave_is_still_there() -> None:
    """A stay past its expected end is a stay; a promise is not."""
    overdue = claim(2, 1, "stay", -20, -2)
    sheet = Sheet.of(BEDS, [claim(1, 1, "hold", 0, 2), overdue, claim(3, 2, "hold", 0, 2)], NOW)
    assert sheet.stay_on(1) == overdue
    assert sheet.stay_on(2) is None
    assert not sheet.empty(BEDS[0], NOW)
    assert sheet.empty(BEDS[1], NOW)


def test_a_bed_is_closed_from_the_first_instant_to_before_the_last() -> None:
    sheet = Sheet.of(BEDS, [claim(1, 1, "closure", 0, 2), claim(2, 2, "stay", 0, 2)], NOW)
    assert [sheet.closed(1, at(hour)) for hour in (-1, 0, 1, 2)] == [False, True, True, False]
    assert not sheet.closed(2, at(1))
    assert [sheet.empty(bed, at(1)) for bed in BEDS] == [False, False, True, True]


def test_a_fact_lasts_until_the_next_fact_begins_whatever_was_promised() -> None:
    claims = [claim(1, 1, "hold", 1, 2), claim(2, 1, "closure", 6, 9), claim(3, 1, "stay", 4, 5)]
    sheet = Sheet.of(BEDS, claims, NOW)
    assert sheet.until(1, at(0), at(10)) == at(4)
    assert sheet.until(1, at(5), at(10)) == at(6)
    assert sheet.until(1, at(0), at(3)) == at(3)
    assert sheet.until(2, at(0), at(10)) == at(10)


def test_a_promise_in_the_way_goes_to_the_first_equal_bed_that_is_free_throughout() -> None:
    """BED-16: never to its own bed, another pool's, or one that is taken for a part of the time."""
    promise = claim(1, 2, "reservation", 1, 8)
    sheet = Sheet.of(BEDS, [promise, claim(2, 1, "stay", 7, 9)], NOW)
    sheet.clear(2, at(0), at(4), NOW)
    assert sheet.moved == [Move(promise, 3)]
    assert sheet.displaced == []
    assert (sheet.on_bed[2], sheet.on_bed[3]) == ([], [promise])


def test_a_promise_without_an_equal_bed_is_displaced() -> None:
    """BED-16: an equal bed of another pool is no equal bed."""
    promise = claim(1, 2, "hold", 1, 8)
    taken = [claim(2, 1, "closure", 0, 2), claim(3, 3, "hold", 7, 9)]
    sheet = Sheet.of(BEDS, [promise, *taken], NOW)
    sheet.clear(2, at(0), at(4), NOW)
    assert sheet.displaced == [promise]
    assert (sheet.moved, sheet.on_bed[2]) == ([], [])


def test_clearing_leaves_facts_and_other_periods_alone() -> None:
    later, stay = claim(1, 1, "hold", 4, 8), claim(2, 1, "stay", 0, 1)
    sheet = Sheet.of(BEDS, [later, stay], NOW)
    sheet.clear(1, at(0), at(4), NOW)
    assert sheet.on_bed[1] == [later, stay]
    assert (sheet.moved, sheet.displaced) == ([], [])


def test_nothing_moves_to_a_bed_whose_guest_is_overdue_and_will_be_rolled_on() -> None:
    """BED-16: a stay past its end is about to go on, as far as the fact that takes the place of the promise."""
    overdue = [claim(2, 1, "stay", -20, 0), claim(3, 3, "stay", -20, -2)]
    soon = Sheet.of(BEDS, [claim(1, 2, "hold", 3, 8), *overdue], NOW)
    soon.clear(2, at(0), at(4), NOW)
    assert [each.key for each in soon.displaced] == [1]
    later = Sheet.of(BEDS, [claim(1, 2, "hold", 4, 8), claim(4, 2, "hold", 3, 4), *overdue[:1]], NOW)
    later.clear(2, at(3), at(4), NOW)
    assert later.moved == [Move(claim(4, 2, "hold", 3, 4), 3)]


def test_a_later_promise_may_move_to_a_bed_whose_overdue_guest_will_have_left() -> None:
    promise = claim(1, 2, "hold", 4, 8)
    sheet = Sheet.of(BEDS[:2], [promise, claim(2, 1, "stay", -20, 0)], NOW)
    sheet.clear(2, at(0), at(4), NOW)
    assert sheet.moved == []
    sheet.clear(2, at(3), at(5), NOW)
    assert sheet.displaced == [promise]


def test_an_expected_departure_still_ahead_blocks_only_its_own_time() -> None:
    promise = claim(1, 2, "hold", 4, 8)
    sheet = Sheet.of(BEDS[:2], [promise, claim(2, 1, "stay", -20, 4)], NOW)
    sheet.clear(2, at(3), at(5), NOW)
    assert sheet.moved == [Move(promise, 1)]


def test_nothing_moves_to_a_bed_being_closed() -> None:
    promise = claim(1, 2, "hold", 1, 8)
    sheet = Sheet.of(BEDS[:2], [promise], NOW)
    sheet.close(1, at(7), at(20))
    assert sheet.on_bed[1] == [Claim(0, 1, "closure", at(7), at(20))]
    sheet.clear(2, at(0), at(4), NOW)
    assert sheet.displaced == [promise]


def test_each_promise_is_told_of_once() -> None:
    """One that moved twice ended where it went last; one displaced in the end did not move."""
    twice, gone = claim(1, 1, "hold", 0, 2), claim(2, 3, "hold", 0, 2)
    sheet = Sheet(BEDS, moved=[Move(twice, 2), Move(gone, 1), Move(twice, 3)], displaced=[gone])
    assert sheet.last_moves() == (Move(twice, 3),)
