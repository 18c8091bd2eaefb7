"""What an agreement says by itself, and when it is looked at again."""

from datetime import date, timedelta

from service.operations.agreements.rules import basis, review_date_fits, review_due

TODAY = date(2026, 11, 3)


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


def test_an_agreement_without_notice_is_standing() -> None:
    """OPS-02."""
    assert [basis(hours) for hours in (0, 1, 48)] == ["standing", "on_notice", "on_notice"]


def test_a_review_lies_ahead_within_two_years() -> None:
    """AGR-02: from tomorrow to 731 days, a leap day included."""
    assert [review_date_fits(days(n), TODAY) for n in (-1, 0, 1, 731, 732)] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_a_review_is_something_to_do_from_thirty_days_before() -> None:
    """AGR-02, PIV-03: and it stays so when it is overdue."""
    assert [review_due(days(n), TODAY) for n in (-400, 0, 30, 31)] == [True, True, True, False]
