"""Pure rules of accompanying: hand-overs, minors, and what a province's rule says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from service.cases.minors.rules import adults_beside, remind_on, said
from service.cases.rules import AgeBand
from service.cases.transfers.rules import answer_by, kept_until
from service.refusals import Said

NOON = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        (date(2027, 2, 1), date(2026, 11, 3)),
        (date(2027, 2, 28), date(2026, 11, 3)),
        (date(2028, 3, 15), date(2027, 12, 2)),
    ],
)
def test_ninety_days_before_the_month(told: date, day: date) -> None:
    """MIN-05: counted from the month's first day, so that the day says nothing more than the month did."""
    assert remind_on(told) == day


@pytest.mark.parametrize(
    ("person", "beside", "refused"),
    [
        ("16-17", ["25+"], True),
        ("<16", ["<16", "18-20"], True),
        ("<16", ["not_determined"], True),
        ("16-17", ["<16", "16-17"], False),
        ("16-17", [], False),
        ("25+", ["<16", "25+"], False),
        ("not_determined", ["25+"], False),
    ],
)
def test_no_adult_is_added_to_a_minor_s_case(person: AgeBand, beside: list[AgeBand], refused: bool) -> None:
    """MIN-06: who came with a child may be who exploits them; a mother's own children are hers."""
    assert adults_beside(person, beside) is refused


def test_an_answer_is_due_between_an_hour_and_a_week() -> None:
    """PIV-03."""
    assert [answer_by(NOON, hours) - NOON for hours in (0, 1, 24, 169)] == [
        timedelta(hours=1),
        timedelta(hours=1),
        timedelta(days=1),
        timedelta(days=7),
    ]


def test_nobody_is_kept_unless_it_was_said() -> None:
    """PIV-04: and never until a date that is past."""
    later = NOON + timedelta(days=30)
    assert [kept_until(NOON, until) for until in (None, NOON, later)] == [None, None, later]


def test_a_rule_names_the_law_whom_to_ask_and_what_is_particular() -> None:
    """MIN-01, MIN-02: a law whose name is not known is said to be so; nothing is invented in its place."""
    whom, nothing = Said("le service", "the service"), Said("", "")
    known = said(Said("Loi", "Act"), whom, Said("Ici aussi.", "Here too."))
    assert known.en == (
        "Act: under 18, check without delay with the service whether to report. Here too. "
        "Age and exceptions differ by province. Asking is not reporting, and no bed waits for this."
    )
    unknown = said(nothing, whom, nothing)
    assert unknown.fr.startswith(
        "La loi de protection de l'enfance d'ici (son nom reste à vérifier) : moins de"
    )
    assert "  " not in unknown.fr + unknown.en
