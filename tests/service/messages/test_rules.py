"""How patient the outbox is, what may be kept of a problem, and who hears what."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from service.messages.outbox import Failed
from service.messages.rules import Heard, Patience, code_of, heard_by, is_code
from service.partners.actor import Actor, Role
from service.store.session import Telling

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
        (type("__Private_", (Exception,), {})(), "unexpected.private"),
        (type("Ünlike", (Exception,), {})(), "unexpected"),
        (type("A" + "b" * 200, (Exception,), {})(), "unexpected.a" + "b" * 68),
    ],
)
def test_an_unforeseen_error_is_known_by_its_kind(error: Exception, code: str) -> None:
    """CNF-02: an error's message may quote a row, so it is not kept."""
    assert code_of(error) == code


US, THEM, THIRD = uuid4(), uuid4(), uuid4()


def actor(*roles: Role) -> Actor:
    return Actor(uuid4(), US, frozenset(roles))


@pytest.mark.parametrize(
    ("role", "hears"),
    [
        (Role.INVESTIGATOR, False),
        (Role.PIVOT_WORKER, True),
        (Role.SHELTER_COORDINATOR, True),
        (Role.FRONT_DESK, True),
        (Role.FUND_ADMINISTRATOR, False),
        (Role.REGIONAL_COORDINATOR, True),
        (Role.AUDITOR, False),
        (Role.NETWORK_ADMINISTRATOR, False),
    ],
)
def test_who_hears_the_board(role: Role, hears: bool) -> None:
    """POL-03: the roles that may read the board, and no other; which shelter it was is told to nobody."""
    telling = Telling("board", "CA-QC", (), uuid4())
    assert heard_by(actor(role), telling) == (Heard("board", "CA-QC", None) if hears else None)


@pytest.mark.parametrize("topic", ["referral", "operation", "request", ""])
@pytest.mark.parametrize("role", list(Role))
def test_other_topics_need_an_organisation(role: Role, topic: str) -> None:
    """What names nobody is for nobody: a forgotten audience is silence, never a leak."""
    assert heard_by(actor(role), Telling(topic, "CA-QC", (), uuid4())) is None


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.NETWORK_ADMINISTRATOR, Role.INVESTIGATOR}]
)
def test_named_organisations_hear_and_others_do_not(role: Role) -> None:
    subject = uuid4()
    named = Telling("referral", None, (THEM, US), subject)
    assert heard_by(actor(role), named) == Heard("referral", None, subject)
    assert heard_by(actor(role), Telling("referral", None, (THEM, THIRD), subject)) is None


def test_the_board_names_its_subject_to_the_organisations_named() -> None:
    """Others learn that something of the region changed, not where."""
    shelter = uuid4()
    pivot = actor(Role.PIVOT_WORKER)
    assert heard_by(pivot, Telling("board", "CA-QC", (THEM,), shelter)) == Heard("board", "CA-QC", None)
    assert heard_by(pivot, Telling("board", "CA-QC", (THEM, US), shelter)) == Heard("board", "CA-QC", shelter)


def test_police_hear_no_board_even_when_named() -> None:
    """POL-03: a promise of theirs that lapses is told by its own topic."""
    assert heard_by(actor(Role.INVESTIGATOR), Telling("board", "CA-QC", (US,), uuid4())) is None


@pytest.mark.parametrize("topic", ["operation", "arrivals", "escalations", "referrals", "overrides"])
def test_a_police_service_hears_only_of_itself(topic: str) -> None:
    """OPS-11: what is not told to an investigator by name is not for the service; agreements are the service's own,
    and come without a region."""
    him, subject = actor(Role.INVESTIGATOR), uuid4()
    assert heard_by(him, Telling(topic, "CA-QC", (US,), subject)) is None
    own = Telling("agreements", "CA-QC", (US,), subject)
    assert heard_by(him, own) == Heard("agreements", None, subject)


def test_what_names_members_is_for_them_alone() -> None:
    """OPS-11: the named hear it, whatever their role; a colleague of theirs does not, nor who reads the board."""
    him, colleague, pivot = actor(Role.INVESTIGATOR), actor(Role.INVESTIGATOR), actor(Role.PIVOT_WORKER)
    subject = uuid4()
    named = Telling("operation", None, (), subject, (him.member_id or uuid4(),))
    assert heard_by(him, named) == Heard("operation", None, subject)
    assert heard_by(colleague, named) is None
    assert heard_by(pivot, Telling("board", "CA-QC", (US,), subject, named.members)) is None


def test_network_administrators_hear_nothing() -> None:
    """POL-03 and its ruling: all cells no, unless another role is held too."""
    telling = Telling("referral", None, (US,), None)
    assert heard_by(actor(Role.NETWORK_ADMINISTRATOR), telling) is None
    assert heard_by(actor(Role.NETWORK_ADMINISTRATOR, Role.PIVOT_WORKER), telling) is not None
