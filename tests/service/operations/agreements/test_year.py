"""An agreement through its year: its days, its rest, its changes, its review; each rule where PostgreSQL keeps it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.clock import SetClock
from service.operations.agreements.commands import (
    AboutAgreement,
    AnswerAgreement,
    EndAgreement,
    ProposeAgreement,
    answer_agreement,
    end_agreement,
    propose_agreement,
    resume_agreement,
    suspend_agreement,
)
from service.operations.agreements.queries import Agreement, own_agreements
from service.operations.agreements.reviews import Review, ReviewAgreement, read_review, review_agreement
from service.operations.agreements.rules import Evidence, Setting, Terms
from service.operations.arrivals.commands import RecordArrival, record_arrival
from service.operations.feasibility.commands import AskFeasibility, ask_feasibility
from service.operations.holds.steps import AnswerAsPivot, NamePivot, answer_as_pivot, name_pivot
from service.operations.jobs import ask_next_shelters, close_operations
from service.operations.planner import planning
from service.operations.requests.commands import AnswerRequest, answer_request
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network
from tests.service.operations.acts import HAMILTON, TORONTO, held, hold, men, refused, requests_to, window
from tests.service.operations.stage import Stage

LATER = date(2027, 11, 3)


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


async def of(store: Store, member: UUID, agreement: UUID) -> Agreement:
    """The agreement as this member reads it."""
    async with store.reading(member) as session:
        return next(one for one in await own_agreements(session) if one.id == agreement)


async def reviewed(store: Store, member: UUID, agreement: UUID) -> Review | None:
    async with store.reading(member) as session:
        return await read_review(session, agreement)


async def possible(
    store: Store, stage: Stage, now: datetime, people: int, hours: int = 18
) -> tuple[int, int]:
    """By agreement, and on request, in Toronto."""
    question = AskFeasibility((men(people),), (TORONTO,), (), window(now, hours=hours))
    found: Any = await store.run(ask_feasibility, stage.other_investigator, question)
    return found.by_agreement, found.on_request


async def s4_alone(stage: Stage) -> None:
    """In Toronto nobody but S4: the rotating house has no agreement any more."""
    await stage.superuser.execute(
        "UPDATE bed_agreements SET state = 'ended', ended_at = proposed_at WHERE id = $1",
        stage.agreements["S7"],
    )


async def accepted_offer(store: Store, stage: Stage, setting: Setting) -> UUID:
    """S4 gives P2 one place, without notice, for 700 hours."""
    s4, terms = stage.shelters["S4"], Terms(1, 0, 700, "automatic", LATER)
    wish = ProposeAgreement(s4.id, stage.p2, terms, setting)
    agreement: Any = await store.run(propose_agreement, s4.coordinator, wish)
    assert isinstance(agreement, UUID), agreement
    yes = AnswerAgreement(agreement, accept=True, accepted_as="unit_commander")
    assert await store.run(answer_agreement, stage.other_investigator, yes) is None
    return agreement


async def test_an_agreement_counts_on_its_days_and_says_in_which_roles_it_was_signed(
    stage: Stage, store: Store, now: datetime, clock: SetClock
) -> None:
    """OPS-02, AGR-02, TEN-03: informal and formal count alike; days are the house's, the first and the last included;
    afterwards the house is asked, and may propose anew without ending anything."""
    days = Setting("formal", ("call_first", "by_day"), "director", date(2026, 11, 5), date(2026, 11, 6))
    agreement = await accepted_offer(store, stage, days)
    read = await of(store, stage.other_investigator, agreement)
    assert (read.form, read.conditions, read.signed_as, read.accepted_as, read.state) == (
        "formal",
        ["by_day", "call_first"],
        "director",
        "unit_commander",
        "in_force",
    )
    # 5 November begins in Toronto at 05:00 UTC, 37 hours from now; 6 November ends 85 hours from now.
    assert [await possible(store, stage, now, 1, hours) for hours in (36, 37, 79, 80)] == [
        (0, 1),
        (1, 0),
        (1, 0),
        (0, 1),
    ]
    inside = await held(
        store, stage.other_investigator, hold(now, men(1), areas=(TORONTO,), window=window(now, hours=37))
    )
    outside = await held(
        store, stage.other_investigator, hold(now, men(1), areas=(TORONTO,), window=window(now, hours=36))
    )
    assert [(one.arranged.held, one.arranged.asked) for one in (inside, outside)] == [(1, 0), (0, 1)]
    clock.set(datetime(2026, 11, 7, 5, tzinfo=UTC))
    assert (await of(store, stage.other_investigator, agreement)).state == "ended"
    informal = await accepted_offer(store, stage, Setting())
    await stage.superuser.execute("UPDATE shelters SET counted_at = $1", clock.now())
    assert await possible(store, stage, clock.now(), 1) == (1, 0)
    assert (await of(store, stage.other_investigator, informal)).form == "informal"


RESERVE = "SELECT count(*) FROM relais.reserve_places($1, $2, $3, $4)"


@pytest.mark.parametrize(
    ("change", "hours", "taken"),
    [
        ("places = places", 18, 1),
        ("state = 'suspended', suspended_by = organisation_id, suspended_at = proposed_at", 18, 0),
        ("runs = tstzrange(NULL, '2026-11-04 12:00Z')", 18, 0),
        ("answer = 'asked'", 18, 0),
        ("notice_hours = 18", 18, 1),
        ("notice_hours = 19", 18, 0),
        ("longest_hold_hours = 24", 18, 1),
        ("longest_hold_hours = 23", 18, 0),
    ],
)
async def test_postgresql_itself_keeps_notice_longest_hold_days_and_rest(
    stage: Stage, store: Store, *, now: datetime, change: str, hours: int, taken: int
) -> None:
    """OPS-02, OPS-13: whatever the code wished, with its own planner's role; the window lasts six hours."""
    wish = hold(now, men(8), areas=(HAMILTON,), ask=False, window=window(now, hours=hours))
    found = await held(store, stage.investigator, wish)
    db = stage.superuser
    place = await db.fetchval(
        "SELECT p.id FROM places p WHERE NOT EXISTS (SELECT FROM claims c WHERE c.place_id = p.id) LIMIT 1"
    )
    s4, agreement = stage.shelters["S4"], stage.agreements["S4"]
    pool = await db.fetchval("SELECT key FROM pools WHERE shelter_key = $1", s4.key)
    await db.execute(f"UPDATE bed_agreements SET {change} WHERE id = $1", agreement)
    async with store.working(stage.investigator) as uow, planning(uow):
        values = (found.id, [place], [pool], [agreement])
        assert await uow.connection.fetchval(RESERVE, *values) == taken


async def test_an_agreement_rests_and_is_taken_up_by_the_side_that_let_it_rest(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-02, OPS-05: a resting agreement gives nothing, the house is asked; what it holds stays held; both read it."""
    await s4_alone(stage)
    agreement, s4 = stage.agreements["S4"], stage.shelters["S4"]
    rest = AboutAgreement(agreement)
    await held(store, stage.investigator, hold(now, men(1), areas=(TORONTO,)))
    for stranger in (stage.other_investigator, stage.shelters["S7"].coordinator):
        assert refused(await store.run(suspend_agreement, stranger, rest)) == "not_found"
    assert refused(await store.run(suspend_agreement, s4.desk, rest)) == "not_allowed"
    assert await store.run(suspend_agreement, s4.coordinator, rest) is None
    assert refused(await store.run(suspend_agreement, stage.investigator, rest)) == "not_found"
    assert refused(await store.run(resume_agreement, stage.investigator, rest)) == "not_found"
    read = await of(store, stage.investigator, agreement)
    assert (read.state, read.suspended_by, read.shelter) == (
        "suspended",
        s4.organisation,
        "men_migrant Toronto",
    )
    assert await stage.held() == {"S4": 1}
    asked = await held(store, stage.investigator, hold(now, men(1), areas=(TORONTO,)))
    assert (asked.arranged.held, asked.arranged.asked) == (0, 1)
    assert await store.run(resume_agreement, s4.coordinator, rest) is None
    again = await held(store, stage.investigator, hold(now, men(1), areas=(TORONTO,)))
    assert (again.arranged.held, again.arranged.asked) == (1, 0)
    await store.run(suspend_agreement, stage.investigator, rest)
    assert await store.run(end_agreement, s4.coordinator, EndAgreement(agreement)) is None
    assert (await of(store, s4.coordinator, agreement)).suspended_by is None


def changed(agreement: UUID, places: int) -> ReviewAgreement:
    return ReviewAgreement(agreement, "changed", terms=Terms(places, 0, 72, "automatic", LATER))


async def test_other_numbers_count_once_both_have_said_yes(stage: Stage, store: Store, now: datetime) -> None:
    """AGR-02, OPS-02: the house proposes at its review, the service taps; fewer than are held now is not accepted, and
    the last proposal is the one that counts."""
    agreement, s4 = stage.agreements["S4"], stage.shelters["S4"]
    found = await held(store, stage.investigator, hold(now, men(2), areas=(TORONTO,)))
    assert found.arranged.held == 2
    yes = AnswerAgreement(agreement, accept=True)
    assert await store.run(review_agreement, s4.coordinator, changed(agreement, 1)) is None
    assert refused(await store.run(answer_agreement, stage.investigator, yes)) == "agreement_in_use"
    assert await store.run(review_agreement, s4.coordinator, changed(agreement, 3)) is None
    read = await of(store, stage.investigator, agreement)
    assert (read.places, read.notice_hours, read.change) == (2, 12, Terms(3, 0, 72, "automatic", LATER))
    assert refused(await store.run(answer_agreement, stage.other_investigator, yes)) == "not_found"
    assert await store.run(answer_agreement, stage.investigator, yes) is None
    read = await of(store, s4.coordinator, agreement)
    assert (read.places, read.notice_hours, read.longest_hold_hours, read.review_on, read.change) == (
        3,
        0,
        72,
        LATER,
        None,
    )
    assert refused(await store.run(answer_agreement, stage.investigator, yes)) == "not_found"


async def arrive(store: Store, stage: Stage, clock: SetClock, operation: UUID) -> None:
    """The clinic takes over, and one man expected by agreement arrives in the window."""
    await store.run(name_pivot, stage.investigator, NamePivot(operation, stage.clinic))
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(operation, accept=True))
    clock.advance(timedelta(hours=16))
    place = await stage.superuser.fetchval(
        "SELECT place_id FROM reservations WHERE agreement_id IS NOT NULL LIMIT 1"
    )
    assert await store.run(record_arrival, stage.pivot, RecordArrival(place))


async def test_the_review_has_exact_numbers_for_the_house_alone(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock, worker_pool: Any
) -> None:
    """OPS-13, AGR-02, POL-03: six asked at S4: two by agreement, one yes, one no with its reason, two not answered; two
    nights held and one used; what another service asks is not in it. Neither police nor another house reads a word."""
    await s4_alone(stage)
    s4, agreement = stage.shelters["S4"], stage.agreements["S4"]
    alone: dict[str, Any] = {"areas": (TORONTO,)}
    first = await held(store, stage.investigator, hold(now, men(3), **alone))
    (one,) = await requests_to(store, s4.desk)
    await store.run(answer_request, s4.desk, AnswerRequest(one.id))
    extra = "INSERT INTO beds (pool_key, shelter_key, organisation_id, label) SELECT key, shelter_key, organisation_id"
    await stage.superuser.execute(
        f"{extra}, 'x' || n FROM pools, generate_series(1, 3) n WHERE shelter_key = $1", s4.key
    )
    second = await held(store, stage.investigator, hold(now, men(1), **alone))
    (asked,) = [r for r in await requests_to(store, s4.desk) if r.state == "requested"]
    await store.run(answer_request, s4.desk, AnswerRequest(asked.id, 0, "gender"))
    await held(store, stage.other_investigator, hold(now, men(1), **alone))
    third = await held(store, stage.investigator, hold(now, men(2), **alone))
    assert [f.arranged.held + f.arranged.asked for f in (first, second, third)] == [3, 1, 2]
    clock.advance(timedelta(hours=3))
    await ask_next_shelters(store, worker_pool)
    await arrive(store, stage, clock, first.id)
    clock.advance(timedelta(hours=6))
    await close_operations(store, worker_pool)
    expected = Evidence(6, 3, {"gender": 1, "no_answer": 2}, 0, 2, 1)
    read = await reviewed(store, s4.coordinator, agreement)
    assert read is not None
    assert (read.since, read.evidence, read.earlier) == (now, expected, [])
    for other in (stage.investigator, s4.desk, stage.shelters["S7"].coordinator, stage.other_investigator):
        assert await reviewed(store, other, agreement) is None
    assert (
        await store.run(review_agreement, s4.coordinator, ReviewAgreement(agreement, "still_true", LATER))
        is None
    )
    after = await reviewed(store, s4.coordinator, agreement)
    assert after is not None
    assert (after.since, after.evidence) == (clock.now(), Evidence(0, 0, {}, 0, 0, 0))
    assert [(r.outcome, r.evidence) for r in after.earlier] == [("still_true", expected)]
    assert (await of(store, stage.investigator, agreement)).review_on == LATER


async def test_a_review_says_one_thing_and_overdue_ends_nothing(
    stage: Stage, store: Store, now: datetime, clock: SetClock, network: Network
) -> None:
    """OPS-13, PIV-03: flagged when its day has passed, and the agreement goes on; whoever coordinates the house then
    reviews it, because it belongs to the organisations and not to who signed."""
    agreement, s4 = stage.agreements["S4"], stage.shelters["S4"]
    for wish, code in (
        (ReviewAgreement(agreement, "still_true"), "agreement_review_not_clear"),
        (ReviewAgreement(agreement, "ended", LATER), "agreement_review_not_clear"),
        (ReviewAgreement(agreement, "changed", LATER), "agreement_review_not_clear"),
        (ReviewAgreement(agreement, "still_true", now.date()), "agreement_review_date"),
        (ReviewAgreement(stage.agreements["S7"], "still_true", LATER), "not_found"),
    ):
        assert refused(await store.run(review_agreement, s4.coordinator, wish)) == code
    still = ReviewAgreement(agreement, "still_true", LATER)
    assert refused(await store.run(review_agreement, stage.investigator, still)) == "not_allowed"
    await stage.superuser.execute("UPDATE members SET ends_on = $2 WHERE id = $1", s4.coordinator, now.date())
    clock.set(datetime(2026, 11, 4, 16, tzinfo=UTC))
    await stage.superuser.execute("UPDATE shelters SET counted_at = $1", clock.now())
    await stage.superuser.execute(
        "UPDATE bed_agreements SET review_on = '2026-11-03' WHERE id = $1", agreement
    )
    successor = await network.member(s4.organisation, Role.SHELTER_COORDINATOR, language="en")
    read = await of(store, successor, agreement)
    assert (read.review_overdue, read.review_due, read.state) == (True, True, "in_force")
    found = await held(store, stage.investigator, hold(clock.now(), men(1), areas=(TORONTO,)))
    assert found.arranged.held == 1
    assert await store.run(review_agreement, successor, ReviewAgreement(agreement, "ended")) is None
    read = await of(store, successor, agreement)
    assert (read.state, read.review_overdue) == ("ended", False)
    assert await stage.held() == {"S4": 1}
