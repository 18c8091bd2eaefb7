"""`3 free` from a phone: what a count opens, ends, moves and displaces, and when it is not believed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.beds.claims.rules import Bed, Claim, Move, Sheet
from service.beds.counts.rules import (
    TOO_OLD,
    CountPlan,
    Look,
    Opened,
    Taken,
    empty_now,
    fault_of,
    plan_count,
    take,
    usable,
)

NOW = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NIGHT_END = NOW + 19 * HOUR
BEDS = tuple(Bed(key, 10) for key in (1, 2, 3, 4))
SECOND = timedelta(seconds=1)


def stay(key: int, bed: int, since: float, *, anonymous: bool = True) -> Claim:
    return Claim(key, bed, "stay", NOW - since * HOUR, NIGHT_END, None, anonymous)


def hold(key: int, bed: int, *, until: datetime = NIGHT_END) -> Claim:
    return Claim(key, bed, "hold", NOW, until, NOW + HOUR)


def closure(key: int, bed: int) -> Claim:
    return Claim(key, bed, "closure", NOW - HOUR, NIGHT_END)


def test_closed_beds_are_not_usable_and_held_ones_are_empty() -> None:
    """BED-15: free means physically empty now."""
    claims = (closure(1, 1), stay(2, 2, 3), hold(3, 3))
    assert usable(BEDS, claims, NOW) == 3
    assert empty_now(BEDS, claims, NOW) == 2
    assert usable(BEDS, claims, NIGHT_END) == 4


def test_the_count_that_is_known_already_changes_nothing() -> None:
    """BED-15."""
    assert plan_count(BEDS, (stay(1, 1, 3),), 3, NOW, NIGHT_END) == CountPlan()


def test_more_free_than_known_ends_the_newest_anonymous_stays() -> None:
    """BED-15: of two that began together, the one recorded later."""
    old, new, newer_key = stay(1, 1, 9), stay(2, 2, 3), stay(3, 3, 3)
    plan = plan_count(BEDS, (old, new, newer_key), 2, NOW, NIGHT_END)
    assert plan == CountPlan(ends=(newer_key,))
    plan = plan_count(BEDS, (old, new, newer_key), 3, NOW, NIGHT_END)
    assert plan == CountPlan(ends=(newer_key, new))


def test_a_recorded_stay_is_never_ended_by_a_count() -> None:
    """BED-15: what contradicts a recorded stay is left to a person, and counted."""
    recorded = [stay(key, key, key, anonymous=False) for key in (1, 2)]
    plan = plan_count(BEDS, (*recorded, stay(3, 3, 4)), 4, NOW, NIGHT_END)
    assert plan == CountPlan(ends=(stay(3, 3, 4),), unexplained=2)


def test_fewer_free_than_known_opens_anonymous_stays_until_the_night_ends() -> None:
    """BED-15, BED-16: in the order of the beds."""
    plan = plan_count(BEDS, (stay(1, 1, 3),), 1, NOW, NIGHT_END)
    assert plan == CountPlan(opens=(Opened(BEDS[1], NIGHT_END), Opened(BEDS[2], NIGHT_END)))


def test_a_closed_bed_is_neither_free_nor_taken() -> None:
    plan = plan_count(BEDS, (closure(1, 1),), 1, NOW, NIGHT_END)
    assert plan.opens == (Opened(BEDS[1], NIGHT_END), Opened(BEDS[2], NIGHT_END))


def test_beds_that_nobody_was_promised_come_first_and_set_aside_ones_last() -> None:
    """BED-15: a free ordinary bed before a set-aside one, and either before a promised one."""
    beds = (Bed(1, 10), Bed(2, 10, set_aside=True), Bed(3, 10))
    order = [plan_count(beds, (hold(1, 1),), free, NOW, NIGHT_END).opens for free in (2, 1)]
    assert order == [
        (Opened(beds[2], NIGHT_END),),
        (Opened(beds[2], NIGHT_END), Opened(beds[1], NIGHT_END)),
    ]


def test_a_promise_in_the_way_moves_or_is_displaced() -> None:
    """BED-16: the count is a fact."""
    beds = (Bed(1, 10), Bed(2, 20), Bed(3, 20))
    first, second = hold(1, 2), hold(2, 1)
    full = plan_count(beds, (first, second), 0, NOW, NIGHT_END)
    assert {opened.bed.key for opened in full.opens} == {1, 2, 3}
    assert full.moves == ()
    assert sorted(claim.key for claim in full.displaced) == [1, 2]
    later = Claim(3, 2, "reservation", NOW + HOUR, NOW + 2 * HOUR)
    closed = Claim(4, 3, "closure", NOW, NOW + HOUR / 2)
    moved = plan_count(beds[1:], (later, closed), 0, NOW, NIGHT_END)
    assert moved == CountPlan(opens=(Opened(beds[1], NIGHT_END),), moves=(Move(later, 3),))


def test_an_opened_stay_ends_where_the_next_fact_begins_and_spares_later_promises() -> None:
    """BED-16."""
    maintenance = Claim(1, 1, "closure", NOW + 5 * HOUR, NOW + 9 * HOUR)
    after = Claim(2, 1, "reservation", NOW + 10 * HOUR, NIGHT_END)
    plan = plan_count(BEDS[:1], (maintenance, after), 0, NOW, NIGHT_END)
    assert plan == CountPlan(opens=(Opened(BEDS[0], NOW + 5 * HOUR),))


KINDS = st.sampled_from(["nothing", "anonymous", "recorded", "hold", "closure"])


@given(st.lists(KINDS, min_size=1, max_size=7), st.data())
def test_after_a_count_exactly_so_many_are_empty_or_people_are_told(
    kinds: list[str], data: st.DataObject
) -> None:
    """BED-15: whatever was known, the count is what holds; only recorded stays contradict it, and say so."""
    beds = tuple(Bed(key, 10) for key in range(1, len(kinds) + 1))
    made = {"anonymous": stay, "hold": hold, "closure": closure}
    claims = tuple(
        stay(bed.key, bed.key, 1, anonymous=False)
        if kind == "recorded"
        else (stay(bed.key, bed.key, 1) if kind == "anonymous" else made[kind](bed.key, bed.key))  # type: ignore[operator]
        for bed, kind in zip(beds, kinds, strict=True)
        if kind != "nothing"
    )
    free = data.draw(st.integers(0, usable(beds, claims, NOW)))
    plan = plan_count(beds, claims, free, NOW, NIGHT_END)
    left = [claim for claim in claims if claim not in plan.ends]
    opened = [Claim(100, o.bed.key, "stay", NOW, o.ends_at, None, True) for o in plan.opens]
    assert empty_now(beds, (*left, *opened), NOW) == free - plan.unexplained
    assert not (plan.opens and plan.ends)
    assert len(Sheet.of(beds, [*left, *opened], NOW).beds) == len(beds)


@pytest.mark.parametrize(
    ("free", "looked", "most", "newest", "expected"),
    [
        (3, SECOND, 5, None, "in_the_future"),
        (3, timedelta(0), 5, None, None),
        (3, -TOO_OLD, 5, None, None),
        (3, -TOO_OLD - SECOND, 5, None, "too_old"),
        (5, -HOUR, 5, None, None),
        (6, -HOUR, 5, None, "above_the_beds"),
        (0, -HOUR, 0, None, None),
        (None, -HOUR, 5, None, "never_counted"),
        (None, -HOUR, 5, NOW, None),
    ],
)
def test_which_looks_are_recorded(
    free: int | None, looked: timedelta, most: int, newest: datetime | None, expected: str | None
) -> None:
    """BED-15: nobody looks in the future, or counts beds that are not there."""
    assert fault_of(Look(free, NOW + looked), most, newest, NOW) == expected


def test_a_files_look_may_be_old_and_a_phones_may_be_twelve_hours() -> None:
    """BED-15."""
    look = Look(3, NOW - timedelta(days=30))
    assert fault_of(look, 5, None, NOW, on_the_spot=False) is None
    assert fault_of(look, 5, None, NOW) == "too_old"
    assert timedelta(hours=12) == TOO_OLD


def test_an_older_look_never_overwrites_a_newer_one() -> None:
    """BED-15, X2: the same moment counts as newer."""
    newest = NOW - HOUR
    assert take(Look(3, NOW), 5, None) == Taken(True, before=5, free=3, newest=NOW)
    assert take(Look(3, NOW), 5, newest) == Taken(True, before=5, free=3, newest=NOW)
    assert take(Look(3, newest), 5, newest) == Taken(True, before=5, free=3, newest=newest)
    assert take(Look(3, newest - SECOND), 5, newest) == Taken(False, before=5, free=3, newest=newest)


def test_unchanged_says_what_is_known() -> None:
    """BED-15."""
    assert take(Look(None, NOW), 4, NOW - HOUR) == Taken(True, before=4, free=4, newest=NOW)
