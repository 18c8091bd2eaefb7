"""Somebody at the door: which bed they get, and whose promise makes way."""

from datetime import UTC, datetime, timedelta

from service.beds.claims.rules import Bed, Claim, Move, Sheet
from service.beds.stays.rules import Arrival, Rolled, Seat, roll, seat

NOW = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
END = NOW + 19 * HOUR
BEDS = (Bed(1, 10), Bed(2, 10), Bed(3, 20), Bed(4, 20))


def stay(key: int, bed: int, since: float = 1, *, ends_at: datetime = END, anonymous: bool = False) -> Claim:
    return Claim(key, bed, "stay", NOW - since * HOUR, ends_at, None, anonymous)


def hold(key: int, bed: int, start: datetime = NOW) -> Claim:
    return Claim(key, bed, "hold", start, END)


def test_people_get_the_beds_they_were_promised() -> None:
    """BED-16: of three promised beds, two people take the first two."""
    promised = [hold(key, key) for key in (3, 1, 2)]
    sheet = Sheet.of(BEDS, promised, NOW)
    assert seat(sheet, Arrival(2, NOW, END), promised) == [
        Seat(3, END, promised[0]),
        Seat(1, END, promised[1]),
    ]
    assert sheet.on_bed[3] == [Claim(0, 3, "stay", NOW, END)]
    assert sheet.on_bed[2] == [promised[2]]
    assert (sheet.moved, sheet.displaced) == ([], [])


def test_without_a_promise_an_empty_bed_that_nobody_was_promised() -> None:
    """BED-16: the promised pool first, then beds without promises, set-aside ones last."""
    beds = (Bed(1, 10, set_aside=True), Bed(2, 10), Bed(3, 20), Bed(4, 20))
    sheet = Sheet.of(beds, [hold(1, 3)], NOW)
    seats = seat(sheet, Arrival(4, NOW, END, pool_key=20), [])
    assert [each.bed_key for each in seats] == [4, 3, 2, 1]
    assert [each.key for each in sheet.displaced] == [1]
    assert {each.instead_of for each in seats} == {None}


def test_a_promise_in_the_way_moves_to_an_equal_bed() -> None:
    """BED-16: the stay ends where the next fact begins."""
    later = hold(1, 1, NOW + 2 * HOUR)
    shut = Claim(2, 1, "closure", NOW + 5 * HOUR, END)
    away = Claim(3, 2, "closure", NOW, NOW + HOUR)
    sheet = Sheet.of(BEDS[:2], [later, shut, away], NOW)
    assert seat(sheet, Arrival(1, NOW, END), []) == [Seat(1, NOW + 5 * HOUR)]
    assert sheet.moved == [Move(later, 2)]


def test_in_a_full_house_the_newest_anonymous_stay_was_this_person() -> None:
    """BED-16: a count that came first had already seen them."""
    stays = [
        stay(1, 1, 9, anonymous=True),
        stay(2, 2, 3, anonymous=True),
        stay(3, 3, 3, anonymous=True),
        stay(4, 4, 1),
    ]
    sheet = Sheet.of(BEDS, stays, NOW)
    assert seat(sheet, Arrival(2, NOW, END), []) == [Seat(3, END, stays[2]), Seat(2, END, stays[1])]
    assert sheet.on_bed[3] == [Claim(0, 3, "stay", NOW, END)]


def test_recorded_stays_give_nobody_a_seat() -> None:
    """BED-16: a departure is missing, and the shelter is told by the seats that are not there."""
    stays = [stay(1, 1), stay(2, 2, anonymous=True)]
    sheet = Sheet.of(BEDS[:2], stays, NOW)
    assert seat(sheet, Arrival(3, NOW, END), []) == [Seat(2, END, stays[1])]


def test_a_stay_past_its_end_goes_on_to_the_end_of_the_night() -> None:
    """BED-16: a stay that still has time is left alone, and one that ends now goes on."""
    overdue, ending, going = stay(1, 1, 30, ends_at=NOW - HOUR), stay(2, 2, 9, ends_at=NOW), stay(3, 3)
    sheet = Sheet.of(BEDS, [overdue, ending, going], NOW)
    assert roll(sheet, NOW, END) == [Rolled(overdue, END), Rolled(ending, END)]


def test_whoever_stays_displaces_the_promise_of_the_next() -> None:
    """BED-16: to an equal bed if there is one."""
    overdue, other = stay(1, 1, 9, ends_at=NOW - HOUR), stay(2, 3, 9, ends_at=NOW - HOUR)
    following, stuck = hold(3, 1, NOW - HOUR), hold(4, 3, NOW)
    shut = Claim(5, 4, "closure", NOW, END)
    sheet = Sheet.of(BEDS, [overdue, other, following, stuck, shut], NOW)
    assert roll(sheet, NOW, END) == [Rolled(overdue, END), Rolled(other, END)]
    assert sheet.moved == [Move(following, 2)]
    assert sheet.displaced == [stuck]


def test_a_stay_that_runs_into_another_fact_ends_there_or_keeps_its_end() -> None:
    """BED-16."""
    held_up, stuck = stay(1, 1, 9, ends_at=NOW - HOUR), stay(2, 2, 9, ends_at=NOW - HOUR)
    soon = Claim(3, 1, "closure", NOW + HOUR, END)
    already = Claim(4, 2, "closure", NOW - HOUR, END)
    promised = hold(5, 2, NOW + HOUR)
    sheet = Sheet.of(BEDS[:2], [held_up, stuck, soon, already, promised], NOW)
    assert roll(sheet, NOW, END) == [Rolled(held_up, NOW + HOUR)]
    assert (sheet.moved, sheet.displaced) == ([], [])
