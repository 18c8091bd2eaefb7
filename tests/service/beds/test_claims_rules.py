"""Facts displace promises, on a sheet that remembers what it changed."""

from datetime import UTC, datetime, timedelta

from service.beds.claims.rules import Bed, Claim, Kind, Move, Sheet

NOW = datetime(2026, 11, 3, 22, tzinfo=UTC)
NIGHT_END = datetime(2026, 11, 4, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
BEDS = (Bed(1, 10), Bed(2, 10), Bed(3, 20))


def claim(
    key: int, bed: int, kind: Kind, start: float = -1, end: float = 12, *, lapses: float | None = None
) -> Claim:
    """A claim from so many hours before or after now until so many hours after."""
    promise = kind in {"hold", "reservation"}
    lapse = 2.0 if lapses is None and promise else lapses
    deadline = NOW + lapse * HOUR if lapse is not None else None
    return Claim(key, bed, kind, NOW + start * HOUR, NOW + end * HOUR, deadline)


def sheet(*claims: Claim) -> Sheet:
    return Sheet.of(BEDS, claims, NOW)


def test_a_promise_moves_to_an_equal_bed() -> None:
    """BED-16: a promise in the way goes to a bed of the same pool, never of another."""
    hold = claim(1, 1, "hold")
    page = sheet(hold)
    page.clear(1, NOW, NIGHT_END, NOW)
    assert (page.moved, page.displaced) == ([Move(hold, 2)], [])
    assert page.over(1, NOW, NIGHT_END) == []
    assert page.over(2, NOW, NIGHT_END) == [hold]


def test_without_an_equal_bed_it_is_displaced() -> None:
    """BED-16: bed 3 is of another pool, and bed 2 is taken."""
    hold = claim(1, 1, "hold")
    page = sheet(hold, claim(2, 2, "stay"))
    page.clear(1, NOW, NIGHT_END, NOW)
    assert (page.moved, page.displaced) == ([], [hold])


def test_an_equal_bed_must_be_free_throughout() -> None:
    """BED-16: a closure tomorrow stands in the way of a reservation that lasts until then."""
    reservation = claim(1, 1, "reservation", 4, 30)
    page = sheet(reservation, claim(2, 2, "closure", 29, 40))
    page.clear(1, NOW, NIGHT_END, NOW)
    assert page.displaced == [reservation]
    shorter = claim(1, 1, "reservation", 4, 29)
    page = sheet(shorter, claim(2, 2, "closure", 29, 40))
    page.clear(1, NOW, NIGHT_END, NOW)
    assert page.moved == [Move(shorter, 2)]


def test_a_stay_that_nobody_saw_end_keeps_its_bed() -> None:
    """BED-16: past its expected end a stay still fills the bed tonight, but not the night after."""
    overdue = claim(2, 2, "stay", -30, -1)
    tonight, later = claim(1, 1, "hold", 0, 10), claim(3, 1, "reservation", 20, 30)
    page = sheet(overdue, tonight)
    page.clear(1, NOW, NIGHT_END, NOW)
    assert page.displaced == [tonight]
    page = sheet(overdue, later)
    page.clear(1, NOW + 20 * HOUR, NOW + 30 * HOUR, NOW)
    assert page.displaced == [later]
    page = sheet(overdue, later)
    page.on_bed[1].append(claim(9, 1, "reservation", 40, 50))
    page.clear(1, NOW, NOW + 20 * HOUR, NOW)
    assert (page.moved, page.displaced) == ([], [])


def test_promises_past_their_deadline_bind_nobody() -> None:
    """OPS-12: deadlines are data; a late job changes nothing."""
    assert sheet(claim(1, 1, "hold", lapses=0)).over(1, NOW, NIGHT_END) == []
    assert len(sheet(claim(1, 1, "hold", lapses=0.01)).over(1, NOW, NIGHT_END)) == 1


def test_empty_closed_and_taken() -> None:
    """BED-15: held beds are empty; closed ones and overdue stays are not."""
    page = sheet(claim(1, 1, "hold"), claim(2, 2, "stay", -30, -1), claim(3, 3, "closure", 0, 1))
    assert [page.empty(bed, NOW) for bed in BEDS] == [True, False, False]
    assert page.closed(3, NOW)
    assert not page.closed(3, NOW - HOUR)
    assert not page.closed(3, NOW + HOUR)
    assert page.stay_on(1) is None


def test_periods_are_half_open() -> None:
    """BED-16: one claim may begin where another ends."""
    assert not claim(1, 1, "stay", 0, 1).overlaps(NOW + HOUR, NOW + 2 * HOUR)
    assert not claim(1, 1, "stay", 1, 2).overlaps(NOW, NOW + HOUR)
    assert claim(1, 1, "stay", 0, 2).overlaps(NOW + HOUR, NOW + 3 * HOUR)


def test_a_fact_lasts_until_the_next_fact() -> None:
    """BED-16: a closure ends what comes before it; a promise does not."""
    page = sheet(claim(1, 1, "closure", 5, 9), claim(2, 1, "hold", 0, 4))
    assert page.until(1, NOW, NIGHT_END) == NOW + 5 * HOUR
    assert page.until(2, NOW, NIGHT_END) == NIGHT_END


def test_who_moves_twice_is_told_once() -> None:
    """BED-16: where a promise ended up, not each step of the plan."""
    hold = claim(1, 1, "hold")
    page = sheet(hold)
    page.clear(1, NOW, NIGHT_END, NOW)
    page.clear(2, NOW, NIGHT_END, NOW)
    assert page.last_moves() == (Move(hold, 1),)
    page.close(2, NOW, NIGHT_END)
    page.clear(1, NOW, NIGHT_END, NOW)
    assert (page.last_moves(), page.displaced) == ((), [hold])
