"""What a house is asked to look past: who answers, what is kept, and the one code of a no."""

import pytest

from service.beds.board.rules import TO_NEGOTIATE, Named, Verdict
from service.beds.referrals.excepting import Answerer, Exceptional, code_of_no, exceptions_in, who_answers
from service.beds.words import CRITERIA, NEVER_STORED, Criterion


@pytest.mark.parametrize("criterion", CRITERIA)
def test_what_is_kept_of_no_person_has_no_name(criterion: Criterion) -> None:
    """ADM-02, IMM-02: papers and substances are `criteria`; every other word stands as it is."""
    kept = exceptions_in(Verdict(TO_NEGOTIATE, (Named(criterion, "required", "unasked"),)))
    assert kept == (("criteria",) if criterion in NEVER_STORED else (criterion,))


def test_each_exception_is_named_once() -> None:
    """RIG-02: two criteria that are not kept are one question."""
    named = tuple(
        Named(word, "required", "unasked") for word in ("sobriety", "claimant", "self_call", "language")
    )
    assert exceptions_in(Verdict(TO_NEGOTIATE, named)) == ("criteria", "self_call", "language")
    assert exceptions_in(Verdict(TO_NEGOTIATE)) == ()


@pytest.mark.parametrize(
    ("exceptions", "contact", "answers"),
    [
        ((), "shelter_coordinator", None),
        (("self_call",), "front_desk", "front_desk"),
        (("self_call",), "shelter_coordinator", "shelter_coordinator"),
        (("self_call", "trafficking"), "front_desk", "shelter_coordinator"),
        (("conjugal_violence",), "front_desk", "shelter_coordinator"),
    ],
)
def test_who_may_say_yes(
    exceptions: tuple[Exceptional, ...], contact: Answerer, answers: Answerer | None
) -> None:
    """ADM-01, SAF-08: the role that the house named; why somebody comes is for its coordinator alone."""
    assert who_answers(exceptions, contact) == answers


@pytest.mark.parametrize(
    ("exceptions", "code"),
    [
        (("self_call",), "other"),
        (("self_call", "conjugal_violence"), "not_conjugal_violence"),
        (("language", "trafficking"), "security_fear"),
        (("language",), "language"),
        (("criteria",), "other"),
    ],
)
def test_a_no_carries_one_code(exceptions: tuple[Exceptional, ...], code: str) -> None:
    """ADM-04: one tap, one code, and none of papers or substances."""
    assert code_of_no(exceptions) == code
