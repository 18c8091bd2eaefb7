"""Terms of an agreement, as rules."""

from datetime import date, timedelta

from service.operations.agreements.rules import basis, review_date_fits, review_due


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
