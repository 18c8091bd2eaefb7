"""Terms of an agreement, as rules."""

from datetime import date, timedelta

from service.operations.agreements.rules import (
    Evidence,
    Setting,
    basis,
    days_fit,
    review_date_fits,
    review_due,
    review_overdue,
)


def test_terms() -> None:
    """AGR-02: no notice is a standing agreement; a review is due from thirty days before, within two years ahead."""
    today = date(2026, 11, 3)
    assert (basis(0), basis(1)) == ("standing", "on_notice")
    assert [review_due(today + timedelta(days=days), today) for days in (-1, 30, 31)] == [True, True, False]
    assert [review_date_fits(today + timedelta(days=days), today) for days in (0, 1, 731, 732)] == [
        False,
        True,
        True,
        False,
    ]


def test_days() -> None:
    """OPS-02, TEN-03: no days are needed; a last day is not over yet, and not before the first."""
    today = date(2026, 11, 3)
    day = timedelta(days=1)
    for starts, ends, fits in (
        (None, None, True),
        (today - day, None, True),
        (None, today, True),
        (None, today - day, False),
        (today + day, today + day, True),
        (today + 2 * day, today + day, False),
    ):
        assert days_fit(Setting(starts_on=starts, ends_on=ends), today) is fits


def test_overdue_is_the_day_after() -> None:
    """OPS-13: on its day a review is due, the day after it is overdue."""
    today = date(2026, 11, 3)
    assert [review_overdue(today + timedelta(days=n), today) for n in (-1, 0, 1)] == [True, False, False]


def test_nights_that_nobody_came_for() -> None:
    """OPS-13: what was held and not used."""
    assert Evidence(9, 9, {}, 0, nights_held=9, nights_used=5).nights_unused == 4
