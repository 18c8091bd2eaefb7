"""How patient the outbox is, and what may be kept of a problem."""

from datetime import timedelta

import asyncpg
import pytest

from service.messages.outbox import Failed
from service.messages.rules import Patience, code_of, is_code

PATIENCE = Patience(attempts=4, first=timedelta(seconds=5), longest=timedelta(seconds=30))


@pytest.mark.parametrize(("failures", "seconds"), [(1, 5), (2, 10), (3, 20), (4, 30), (5, 30), (10_000, 30)])
def test_rests_double_up_to_a_limit(failures: int, seconds: int) -> None:
    assert PATIENCE.rest(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("failures", "over"), [(0, False), (3, False), (4, True), (5, True)])
def test_attempts_end(failures: int, over: bool) -> None:
    assert PATIENCE.is_over(failures) is over


def test_the_usual_patience_spans_hours() -> None:
    """A partner's outage of an afternoon is no reason to call a person; a day's is."""
    usual = Patience()
    waited = sum((usual.rest(n) for n in range(1, usual.attempts)), timedelta())
    assert waited == timedelta(seconds=5 * (2**10 - 1) + 3600)


@pytest.mark.parametrize("code", ["rail_busy", "stripe.rate_limit", "a", "v2_closed", "a" * 80])
def test_codes(code: str) -> None:
    assert is_code(code)
    assert Failed(code).code == code


@pytest.mark.parametrize(
    "text",
    ["", "Rail busy", "rail busy", "rail-busy", ".rail", "rail.", "rail..busy", "2nd", "_a", "a" * 81, "a\n"],
)
def test_sentences_are_no_codes(text: str) -> None:
    """CNF-02: what is kept of a problem can hold nobody's words."""
    assert not is_code(text)
    with pytest.raises(ValueError, match="named by a code"):
        Failed(text)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TimeoutError("secret"), "unexpected.timeout_error"),
        (asyncpg.UniqueViolationError("Key (email)=(a@b) exists"), "unexpected.unique_violation_error"),
        (OSError(), "unexpected.oserror"),
        (type("Ünlike", (Exception,), {})(), "unexpected"),
        (type("A" + "b" * 200, (Exception,), {})(), "unexpected.a" + "b" * 68),
    ],
)
def test_an_unforeseen_error_is_known_by_its_kind(error: Exception, code: str) -> None:
    """CNF-02: an error's message may quote a row, so it is not kept."""
    assert code_of(error) == code
