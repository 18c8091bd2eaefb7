"""Which places are given up when fewer people are expected, as a rule."""

from uuid import UUID

from service.operations.holds.lowering import Fewer, GivenUp, Line, given_up, least_good


def line(number: int, state: str, *, label: str | None = None, gender: str = "man", **more: object) -> Line:
    """A place of an adult."""
    favour = bool(more.get("by_favour"))
    family = UUID(int=99) if more.get("family") else None
    return Line(UUID(int=number), number, gender, "25+", label, family, state, favour)


HELD_1, HELD_2, FAVOUR = line(1, "held"), line(2, "held"), line(3, "held", by_favour=True)
ASKED, WAITING, WOMAN_A = line(4, "asked"), line(5, "waiting"), line(6, "held", label="A", gender="woman")
ALL = (HELD_1, HELD_2, FAVOUR, ASKED, WAITING, WOMAN_A)


def test_the_least_good_goes_first() -> None:
    """OPS-05: without a place, then asked for, then by favour, then by agreement; of equals the last one added."""
    order = [least_good(ALL, [Fewer(count, gender="man")]) for count in range(1, 6)]
    assert order[-1] == (WAITING, ASKED, FAVOUR, HELD_2, HELD_1)
    assert [len(chosen or ()) for chosen in order] == [1, 2, 3, 4, 5]
    assert given_up(order[-1] or ()) == GivenUp(1, 1, 3)
    assert GivenUp(1, 1, 3).places == 5


def test_only_whoever_fits_is_chosen_and_nobody_twice() -> None:
    """OPS-05: by profile and by letter; more than there are changes nothing."""
    assert least_good(ALL, [Fewer(1, label="A")]) == (WOMAN_A,)
    assert least_good(ALL, [Fewer(1, gender="woman"), Fewer(1)]) == (WOMAN_A, WAITING)
    assert least_good(ALL, [Fewer(2, gender="woman")]) is None
    assert least_good(ALL, [Fewer(4), Fewer(3)]) is None
    assert least_good(ALL, [Fewer(1, age_band="18-20")]) is None


def test_whoever_stays_together_is_never_chosen() -> None:
    """OPS-08: a family is named by hand, not cut by a number."""
    mother = line(7, "waiting", family=True)
    assert least_good((mother, HELD_1), [Fewer(1)]) == (HELD_1,)
    assert least_good((mother,), [Fewer(1)]) is None
