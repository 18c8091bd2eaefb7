"""A plan is a proposal until it is accepted; what is accepted is held against the truth of that moment."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.operations.arranging import Arranged
from service.operations.holds.making import Held
from service.operations.holds.steps import AboutOperation
from service.operations.proposals.commands import AcceptProposal, accept_proposal, propose_places
from service.operations.proposals.queries import Proposal, read_proposal
from service.store.store import Store
from tests.service.operations.acts import asked_again, held, hold, men, refused, seen
from tests.service.operations.stage import Stage


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


async def planned(store: Store, stage: Stage, now: datetime, people: int) -> Held:
    """An operation for which nothing is held yet."""
    return await held(store, stage.investigator, hold(now, men(people), hold=False))


async def proposed(store: Store, member: UUID, operation: UUID) -> Proposal:
    found = await store.run(propose_places, member, AboutOperation(operation))
    assert isinstance(found, Proposal), found
    return found


async def accepted(store: Store, member: UUID, proposal: Proposal) -> Arranged:
    found = await store.run(accept_proposal, member, AcceptProposal(proposal.operation_id, proposal.id))
    assert isinstance(found, Arranged), found
    return found


async def fill(stage: Stage, shelter: str, beds: int) -> None:
    """Somebody else takes so many beds for the whole week."""
    taken = await stage.superuser.execute(
        """
        INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, state, starts_at, ends_at)
        SELECT b.key, b.pool_key, b.shelter_key, b.organisation_id, 'stay', 'live', $2,
            $2::timestamptz + interval '7 days'
        FROM beds b WHERE b.shelter_key = $1 AND NOT EXISTS (SELECT FROM claims c WHERE c.bed_key = b.key
            AND c.state = 'live') ORDER BY b.key LIMIT $3
        """,
        stage.shelters[shelter].key,
        datetime.fromisoformat("2026-11-03T16:00:00+00:00"),
        beds,
    )
    assert taken == f"INSERT 0 {beds}"


async def test_a_proposal_holds_nothing_and_accepting_it_holds_all(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-01, OPS-06: 9 by agreement, one to ask; nothing is held before it is accepted, and nobody is asked."""
    made = await planned(store, stage, now, 10)
    assert (made.arranged.held, made.arranged.waiting, made.arranged.state) == (0, 10, "planned")
    found = await proposed(store, stage.investigator, made.id)
    assert (found.people, found.by_agreement, found.on_request, found.at_most) == (10, 9, 1, 10)
    assert (found.proven, found.told, found.not_placed) == (True, True, ())
    assert await stage.held() == {}
    assert await stage.superuser.fetchval("SELECT count(*) FROM operation_requests") == 0
    done = await accepted(store, stage.investigator, found)
    assert (done.held, done.asked, done.waiting, done.state, done.proven) == (9, 1, 0, "held", True)
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 4}
    again = await store.run(accept_proposal, stage.investigator, AcceptProposal(made.id, found.id))
    assert refused(again) == "proposal_over"
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 4}


async def test_what_went_meanwhile_is_reported_and_the_rest_is_held(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-06: two of three proposed beds of S7 are somebody else's by now; the other seven are held all the same, and
    no bed that was not proposed is taken in their stead."""
    made = await planned(store, stage, now, 9)
    found = await proposed(store, stage.investigator, made.id)
    await fill(stage, "S7", 3)
    done = await accepted(store, stage.investigator, found)
    assert (done.held, done.asked, done.waiting, done.proven) == (7, 0, 2, False)
    assert [(one.label, one.places, one.cause) for one in done.not_placed] == [(None, 2, "gone")]
    assert await stage.held() == {"S4": 2, "S7": 1, "S8": 4}
    view = await seen(store, stage.investigator, made.id)
    assert [(one.places, one.cause) for one in view.not_placed] == [(2, "gone")]
    further = await asked_again(store, stage.investigator, made.id)
    assert (further.held, further.asked, further.waiting) == (7, 2, 0)


async def test_two_who_accept_at_once_hold_once(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-06: an investigator and her colleague, in the same moment, on different connections."""
    made = await held(store, stage.investigator, hold(now, men(9), hold=False, colleagues=(stage.colleague,)))
    found = await proposed(store, stage.investigator, made.id)
    wish = AcceptProposal(made.id, found.id)
    answers = await asyncio.gather(
        store.run(accept_proposal, stage.investigator, wish),
        store.run(accept_proposal, stage.colleague, wish),
    )
    assert sorted(type(one).__name__ for one in answers) == ["Arranged", "Refused"]
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 4}


async def test_a_proposal_keeps_what_is_held_and_replaces_the_one_before(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-05: six are held; a proposal for four more touches none of them, and the older one is worth nothing."""
    made = await held(store, stage.investigator, hold(now, men(12), ask=False))
    before = await stage.superuser.fetch("SELECT id FROM claims WHERE state = 'live' ORDER BY id")
    first = await proposed(store, stage.investigator, made.id)
    assert (first.people, first.by_agreement, first.on_request) == (3, 0, 3)
    second = await proposed(store, stage.investigator, made.id)
    old = await store.run(accept_proposal, stage.investigator, AcceptProposal(made.id, first.id))
    assert refused(old) == "proposal_over"
    done = await accepted(store, stage.investigator, second)
    assert (done.held, done.asked, done.waiting) == (9, 3, 0)
    assert await stage.superuser.fetch("SELECT id FROM claims WHERE state = 'live' ORDER BY id") == before


async def test_a_proposal_is_for_those_whom_the_operation_names(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-11, POL-03: a colleague who is not named, another service, a coordinator: to them it does not exist. And the
    beds behind it are read by nobody."""
    made = await planned(store, stage, now, 3)
    found = await proposed(store, stage.investigator, made.id)
    for member in (stage.colleague, stage.other_investigator):
        wish = AcceptProposal(made.id, found.id)
        assert refused(await store.run(accept_proposal, member, wish)) == "not_found"
        assert refused(await store.run(propose_places, member, AboutOperation(made.id))) == "not_found"
        async with store.reading(member) as session:
            assert await read_proposal(session, found.id) is None
    assert (
        refused(await store.run(propose_places, stage.coordinator, AboutOperation(made.id))) == "not_allowed"
    )
    async with store.reading(stage.investigator) as session:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await session.connection.fetch("SELECT * FROM proposed_places")
    unknown = AcceptProposal(made.id, uuid4())
    assert refused(await store.run(accept_proposal, stage.investigator, unknown)) == "not_found"


async def test_where_little_may_be_told_a_proposal_tells_its_own_agreements(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-19: with four shelters at least behind a figure, only what the partners' agreements give is told."""
    await stage.superuser.execute("UPDATE networks SET minimum_sites = 4")
    made = await planned(store, stage, now, 20)
    found = await proposed(store, stage.investigator, made.id)
    assert (found.told, found.by_agreement, found.on_request, found.at_most) == (False, 9, 0, 20)
    assert (found.proven, found.not_placed) == (False, ())
    done = await accepted(store, stage.investigator, found)
    assert (done.held, done.asked, done.waiting) == (9, 0, 11)
    assert [(one.places, one.cause) for one in done.not_placed] == [(11, "not_told")]


async def test_after_the_window_nothing_is_proposed_or_accepted(
    stage: Stage, store: Store, clock: SetClock, now: datetime
) -> None:
    """OPS-12: an operation that is over takes no bed."""
    made = await planned(store, stage, now, 3)
    found = await proposed(store, stage.investigator, made.id)
    clock.set(now + timedelta(hours=30))
    wish = AcceptProposal(made.id, found.id)
    assert refused(await store.run(accept_proposal, stage.investigator, wish)) == "operation_over"
    assert (
        refused(await store.run(propose_places, stage.investigator, AboutOperation(made.id)))
        == "operation_over"
    )
