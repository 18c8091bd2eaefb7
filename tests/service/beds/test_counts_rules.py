"""What a count opens, ends and displaces."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.beds.claims.rules import Bed, Claim, Move, Sheet
from service.beds.counts.rules import (
    CountPlan,
    Fault,
    Look,
    Opened,
    Taken,
    cots_for,
    empty_now,
    fault_of,
    most_countable,
    plan_count,
    take,
    usable,
)

NOW = datetime(2026, 11, 3, 22, tzinfo=UTC)
NIGHT_END = datetime(2026, 11, 4, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
BEDS = tuple(Bed(key, 10) for key in (1, 2, 3, 4))


def anonymous(key: int, bed: int, since: float = -5) -> Claim:
    return Claim(key, bed, "stay", NOW + since * HOUR, NIGHT_END, anonymous=True)


def known(key: int, bed: int) -> Claim:
    return Claim(key, bed, "stay", NOW - HOUR, NIGHT_END)


def hold(key: int, bed: int) -> Claim:
    return Claim(key, bed, "hold", NOW - HOUR, NIGHT_END, NOW + HOUR)


def plan(*claims: Claim, free: int, beds: tuple[Bed, ...] = BEDS) -> CountPlan:
    return plan_count(beds, claims, free, NOW, NIGHT_END)


def test_a_count_that_agrees_changes_nothing() -> None:
    """BED-15: `2 free` with two stays in four beds; the held bed is physically empty."""
    assert plan(anonymous(1, 1), known(2, 2), hold(3, 3), free=2) == CountPlan()


def test_fewer_empty_beds_open_anonymous_stays_where_nothing_was_promised() -> None:
    """BED-15: until the end of the night, on unpromised beds first."""
    assert plan(hold(1, 1), free=2) == CountPlan(
        opens=(Opened(BEDS[1], NIGHT_END), Opened(BEDS[2], NIGHT_END))
    )


def test_set_aside_beds_are_the_last_choice() -> None:
    """BED-02: what is set aside for trafficking stays free as long as another bed is."""
    beds = (Bed(1, 10, set_aside=True), Bed(2, 20))
    assert plan(free=1, beds=beds).opens == (Opened(beds[1], NIGHT_END),)


def test_a_full_house_displaces_the_promise() -> None:
    """BED-16: a fact displaces: nothing free, so the held bed is taken and nowhere to move."""
    promise = hold(1, 1)
    full = plan(promise, free=0)
    assert [item.bed.key for item in full.opens] == [2, 3, 4, 1]
    assert (full.moves, full.displaced) == ((), (promise,))


def test_a_promise_is_displaced_only_when_all_is_taken() -> None:
    """BED-16: three of four beds taken leaves the fourth to the promise."""
    assert plan(hold(1, 1), free=1).displaced == ()


def test_a_reservation_for_later_moves_out_of_the_way() -> None:
    """OPS-01: a stay tonight takes the bed of a reservation that can sit on another one."""
    later = Claim(1, 2, "reservation", NIGHT_END - HOUR, NIGHT_END + 20 * HOUR, NIGHT_END + HOUR)
    beds = (Bed(1, 10), Bed(2, 10))
    taken = Claim(2, 1, "stay", NOW - HOUR, NIGHT_END - 2 * HOUR, anonymous=True)
    found = plan(taken, later, free=0, beds=beds)
    assert found.moves == (Move(later, 1),)
    assert found.opens == (Opened(beds[1], NIGHT_END),)
    assert found.displaced == ()


def test_more_empty_beds_end_the_newest_anonymous_stays() -> None:
    """BED-15: recorded people are never ended by a count."""
    older, newer = anonymous(1, 1, -9), anonymous(2, 2, -2)
    assert plan(older, newer, known(3, 3), free=2) == CountPlan(ends=(newer,))
    assert plan(older, newer, known(3, 3), free=3) == CountPlan(ends=(newer, older))
    assert plan(older, newer, known(3, 3), free=4) == CountPlan(ends=(newer, older), unexplained=1)


def test_a_closed_bed_is_neither_empty_nor_taken() -> None:
    """BED-15: of four beds one is closed: three are usable; a count is of those."""
    closed = Claim(1, 1, "closure", NOW - HOUR, NOW + HOUR)
    assert usable(BEDS, (closed,), NOW) == 3
    assert empty_now(BEDS, (closed, known(2, 2)), NOW) == 2
    assert plan(closed, free=3) == CountPlan()
    assert [item.bed.key for item in plan(closed, free=1).opens] == [2, 3]


def test_a_closure_later_tonight_ends_the_anonymous_stay() -> None:
    """BED-16: two facts do not overlap; the stay is known until the closure begins."""
    closing = tuple(Claim(k, k, "closure", NOW + 2 * HOUR, NOW + 9 * HOUR) for k in (1, 2, 3, 4))
    assert plan(*closing, free=3).opens == (Opened(BEDS[0], NOW + 2 * HOUR),)


@pytest.mark.parametrize(
    ("look", "newest", "fault"),
    [
        (Look(3, NOW), None, None),
        (Look(3, NOW + timedelta(microseconds=1)), None, "in_the_future"),
        (Look(3, NOW - 12 * HOUR), None, None),
        (Look(3, NOW - 12 * HOUR - timedelta(seconds=1)), None, "too_old"),
        (Look(5, NOW), None, None),
        (Look(6, NOW), None, "above_the_beds"),
        (Look(None, NOW), None, "never_counted"),
        (Look(None, NOW), NOW - HOUR, None),
    ],
)
def test_looks_that_cannot_be_recorded(look: Look, newest: datetime | None, fault: Fault | None) -> None:
    """BED-15: five beds are usable; the newest count is given."""
    assert fault_of(look, 5, newest, NOW) == fault


def test_a_file_is_old_by_nature() -> None:
    """AGR-06: an imported count of last week is recorded; it is simply not fresh."""
    assert fault_of(Look(3, NOW - 200 * HOUR), 5, None, NOW, on_the_spot=False) is None


def test_an_older_look_is_not_applied_and_says_so() -> None:
    """BED-15: the same moment counts as newer, so that a replay is harmless."""
    earlier, later = NOW - 2 * HOUR, NOW - HOUR
    assert take(Look(3, later), 4, None) == Taken(True, before=4, free=3, newest=later)
    assert take(Look(3, later), 4, earlier) == Taken(True, before=4, free=3, newest=later)
    assert take(Look(3, later), 4, later) == Taken(True, before=4, free=3, newest=later)
    assert take(Look(3, earlier), 4, later) == Taken(False, before=4, free=3, newest=later)
    assert take(Look(None, later), 4, earlier) == Taken(True, before=4, free=4, newest=later)


@st.composite
def houses(draw: st.DrawFn) -> dict[str, Any]:
    """A house of up to eight beds in two pools, each bed with at most one claim now and one promise later."""
    beds = tuple(
        Bed(key, draw(st.sampled_from((10, 20))), draw(st.booleans()))
        for key in range(1, draw(st.integers(1, 8)) + 1)
    )
    claims: list[Claim] = []
    for bed in beds:
        kind = draw(st.sampled_from(("none", "anonymous", "known", "hold", "closure")))
        key = len(claims) + 1
        if kind in {"anonymous", "known"}:
            overdue = draw(st.booleans())
            ends_at = NOW - HOUR if overdue else NOW + 3 * HOUR
            claims.append(Claim(key, bed.key, "stay", NOW - 9 * HOUR, ends_at, anonymous=kind == "anonymous"))
        elif kind == "hold":
            claims.append(
                Claim(
                    key,
                    bed.key,
                    "hold",
                    NOW - HOUR,
                    NOW + 3 * HOUR,
                    NOW + draw(st.sampled_from((-1, 1))) * HOUR,
                )
            )
        elif kind == "closure":
            claims.append(Claim(key, bed.key, "closure", NOW - HOUR, NOW + 3 * HOUR))
        if draw(st.booleans()):
            claims.append(
                Claim(
                    len(claims) + 1, bed.key, "reservation", NOW + 4 * HOUR, NOW + 30 * HOUR, NOW + 6 * HOUR
                )
            )
    most = usable(beds, tuple(claims), NOW)
    return {"beds": beds, "claims": tuple(claims), "free": draw(st.integers(0, most)), "most": most}


@given(houses())
def test_after_a_count_the_beds_hold_what_was_seen(house: dict[str, Any]) -> None:
    """BED-15, BED-16: empty beds are as counted, no two claims overlap, recorded people stay."""
    beds, claims, free = house["beds"], house["claims"], house["free"]
    found = plan_count(beds, claims, free, NOW, NIGHT_END)
    moved = {move.claim.key: move.bed_key for move in found.moves}
    gone = {claim.key for claim in (*found.ends, *found.displaced)}
    after = [
        Claim(c.key, moved.get(c.key, c.bed_key), c.kind, c.starts_at, c.ends_at, c.lapses_at, c.anonymous)
        for c in claims
        if c.key not in gone and not c.lapsed(NOW)
    ]
    after += [
        Claim(100 + n, o.bed.key, "stay", NOW, o.ends_at, anonymous=True) for n, o in enumerate(found.opens)
    ]
    assert empty_now(beds, tuple(after), NOW) == free - found.unexplained
    for one in after:
        for other in after:
            assert (
                one is other
                or one.bed_key != other.bed_key
                or not one.overlaps(other.starts_at, other.ends_at)
            )
    assert not any(claim.kind == "stay" and not claim.anonymous for claim in claims if claim.key in gone)
    assert not (found.opens and found.ends)
    pools = {bed.key: bed.pool_key for bed in beds}
    assert all(pools[move.bed_key] == pools[move.claim.bed_key] for move in found.moves)


@given(houses())
def test_a_promise_is_displaced_only_where_no_equal_bed_was_free(house: dict[str, Any]) -> None:
    """BED-16: displacement is the last resort."""
    beds, claims = house["beds"], house["claims"]
    found = plan_count(beds, claims, house["free"], NOW, NIGHT_END)
    for promise in found.displaced:
        page = Sheet.of(beds, [c for c in claims if c.key != promise.key], NOW)
        pool = next(bed.pool_key for bed in beds if bed.key == promise.bed_key)
        untouched = [
            bed for bed in beds
            if bed.pool_key == pool
            and page.empty(bed, NOW)
            and not page.over(bed.key, NOW, promise.ends_at)
            and bed.key not in {o.bed.key for o in found.opens}
            and bed.key not in {m.bed_key for m in found.moves}
            and bed.key != promise.bed_key
        ]  # fmt: skip
        assert untouched == []


def test_a_count_above_the_beds_is_cots_or_a_slip() -> None:
    """BED-15: up to ten more, or as many again; and what stands already is not put up twice."""
    assert [most_countable(beds) for beds in (0, 4, 10, 60)] == [10, 14, 20, 120]
    assert [cots_for(free, 6) for free in (0, 6, 7, 9)] == [0, 0, 1, 3]


def test_people_are_in_the_beds_before_they_are_on_cots() -> None:
    """BED-15: what is offered is never a cot: they count as empty last, after the beds that are set aside."""
    cot, aside, bed = Bed(1, 30, overflow=True), Bed(2, 20, set_aside=True), Bed(3, 10)
    assert [item.bed.key for item in plan(free=0, beds=(cot, aside, bed)).opens] == [3, 2, 1]
    promised = plan(hold(1, 3), free=1, beds=(cot, aside, bed))
    assert [item.bed.key for item in promised.opens] == [2, 1]
