"""Several at once, on the same beds, over several connections: every fact is recorded, and every law holds after it."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.beds.board.rules import Question
from service.beds.clockwork import lapse_promises, roll_stays_forward
from service.beds.counts.application import Counted
from service.beds.counts.commands import RecordCount, record_count
from service.beds.party.rules import Party, People
from service.beds.referrals.answers import Answer
from service.beds.referrals.asking import MakeReferral, ReferralAnswer, make_referral
from service.beds.shelters.closures import CloseBeds, Closed, close_beds
from service.beds.stays.commands import Arrived, arrive
from service.operations.arrivals.commands import RecordArrival, record_arrival
from service.operations.holds.making import ChangeNumber, Held, HoldPlaces, change_number, hold_places
from service.operations.holds.steps import (
    AboutOperation,
    AnswerAsPivot,
    NamePivot,
    answer_as_pivot,
    name_pivot,
)
from service.operations.parties.rules import Counted as So
from service.operations.parties.rules import Party as Group
from service.operations.proposals.commands import AcceptProposal, accept_proposal, propose_places
from service.operations.sites.queries import Window
from service.operations.sites.rules import Area
from service.refusals import Refused
from service.store.command import Command, Once
from tests.simulation.beds.laws import at_rest, changed, night_end
from tests.simulation.beds.machine import AUTUMN
from tests.simulation.beds.picture import Picture
from tests.simulation.beds.town import REGION, ZONE, House, Town

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def morning(town: Town) -> None:
    """A new day in the town."""
    town.begin(AUTUMN)


def lawful(town: Town) -> Picture:
    """What is so now, which breaks no law."""
    after = town.look()
    ends = {house.key: night_end(after.now, ZONE, house.turnover) for house in town.houses}
    wrong = at_rest(after, ends)
    assert wrong == [], wrong
    return after


def did(town: Town, command: Command[Any, Any], by: UUID, wish: Any) -> Any:
    """What came of it, which is no refusal."""
    answer = town.wait(town.store.run(command, by, wish))
    assert not isinstance(answer, Refused), answer
    return answer


def at_once(town: Town, *work: Coroutine[Any, Any, Any]) -> list[Any]:
    async def race() -> list[Any]:
        return await asyncio.gather(*work)

    return town.wait(race())


def run(town: Town, command: Command[Any, Any], by: UUID, wish: Any) -> Coroutine[Any, Any, Any]:
    return town.store.run(command, by, wish, Once(uuid4().hex, b"race"))


def referred(town: Town, house: House, people: int = 1) -> ReferralAnswer:
    question = Question(Party((People("woman", "25+", people),)))
    wish = MakeReferral(house.shelter.id, question, town.clock.now())
    made = did(town, make_referral, town.pivots[1], wish)
    assert isinstance(made, ReferralAnswer)
    return made


def count(town: Town, house: House, free: int, minutes: int = 0) -> Coroutine[Any, Any, Any]:
    looked_at = town.clock.now() - timedelta(minutes=minutes)
    return run(town, record_count, house.shelter.desk, RecordCount(house.shelter.id, free, looked_at))


def operation(town: Town, people: int, *, accepted: bool = True) -> Held:
    opens = town.clock.now() + 2 * HOUR
    wish = HoldPlaces(
        (Group((So("woman", "25+", people),)),),
        1,
        people,
        20,
        (Area(REGION),),
        (),
        Window(opens, opens + 4 * HOUR, 1),
    )
    held = did(town, hold_places, town.investigator, wish)
    if accepted:
        did(town, name_pivot, town.investigator, NamePivot(held.id, town.clinic))
        did(town, answer_as_pivot, town.pivots[0], AnswerAsPivot(held.id, accept=True))
    assert isinstance(held, Held)
    return held


@pytest.mark.parametrize("turn", range(3))
def test_a_stay_is_recorded_while_its_bed_is_closed(town: Town, turn: int) -> None:
    """BED-16: whoever comes first, the person is in a bed that is not closed, and the other hears how it is."""
    house = town.houses[1]
    made = referred(town, house)
    before = lawful(town)
    (held,) = [claim for claim in before.claims.values() if claim.referral == made.id]
    now = town.clock.now()
    closing = CloseBeds(house.shelter.id, (before.beds[held.bed].id,), now, now + DAY)
    work = [
        run(town, arrive, house.shelter.desk, Answer(made.id)),
        run(town, close_beds, house.shelter.coordinator, closing),
    ]
    answers = at_once(town, *(work if turn else work[::-1]))
    arrived, closed = answers if turn else answers[::-1]
    after = lawful(town)
    assert isinstance(arrived, Arrived)
    (stay,) = [after.claims[id] for id in arrived.stay_ids]
    if isinstance(closed, Closed):
        assert (closed.moved, stay.bed == held.bed) == (1, False)
    else:
        assert (closed.reason.code, stay.bed) == ("bed_occupied", held.bed)


def test_two_counts_and_an_arrival_at_once(town: Town) -> None:
    """BED-15: none is refused; the newer look stands, whichever was written first, and the person is in a bed."""
    house = town.houses[1]
    made = referred(town, house)
    older, newer, arrived = at_once(
        town,
        count(town, house, 2, 20),
        count(town, house, 0),
        run(town, arrive, house.shelter.desk, Answer(made.id)),
    )
    assert isinstance(older, Counted)
    assert isinstance(newer, Counted)
    assert isinstance(arrived, Arrived)
    after = lawful(town)
    assert newer.applied
    assert sum(claim.referral == made.id for claim in after.in_beds(house.key)) == 1
    late = at_once(town, count(town, house, 2, 20))[0]
    assert (late.applied, late.newest) == (False, AUTUMN)
    assert after.claims == lawful(town).claims


def test_the_turnover_and_an_arrival_at_once(town: Town) -> None:
    """BED-16: the stay that goes on keeps its bed, and the person who comes has another, or a cot."""
    house = town.houses[0]
    at_once(town, count(town, house, 1))
    made = referred(town, house)
    town.clock.set(night_end(AUTUMN, ZONE, house.turnover))
    answers = at_once(
        town,
        run(town, arrive, house.shelter.desk, Answer(made.id)),
        roll_stays_forward(town.store, town.workers),
        lapse_promises(town.store, town.workers),
    )
    assert isinstance(answers[0], Arrived)
    after = lawful(town)
    assert sum(claim.referral == made.id for claim in after.in_beds(house.key)) == 1
    assert min(claim.ends_at for claim in after.in_beds(house.key)) > after.now


@pytest.mark.parametrize("turn", range(2))
def test_the_number_is_lowered_while_somebody_arrives(town: Town, turn: int) -> None:
    """OPS-05, OPS-15: whoever is there keeps the place; a place that is given up is nobody's."""
    held = operation(town, 2)
    before = lawful(town)
    place = next(iter(before.places))
    (claim,) = [claim for claim in before.claims.values() if claim.place == place]
    version = town.wait(town.db.fetchval("SELECT version FROM operations WHERE id = $1", held.id))
    fewer = ChangeNumber(held.id, version, withdraw=(place,), release_held=True)
    work = [
        run(town, record_arrival, town.house_of(claim.house).shelter.desk, RecordArrival(place)),
        run(town, change_number, town.investigator, fewer),
    ]
    answers = at_once(town, *(work if turn else work[::-1]))
    arrived, lowered = answers if turn else answers[::-1]
    after = lawful(town)
    assert after.places[place].arrived is not after.places[place].withdrawn
    assert after.places[place].arrived is not isinstance(arrived, Refused)
    assert after.places[place].withdrawn is not isinstance(lowered, Refused)


def test_a_plan_is_accepted_while_a_count_takes_the_beds(town: Town) -> None:
    """OPS-06, BED-16: what is held after both has a bed; what is not waits, or is in someone's hands."""
    held = operation(town, 1, accepted=False)
    version = town.wait(town.db.fetchval("SELECT version FROM operations WHERE id = $1", held.id))
    more = ChangeNumber(held.id, version, add=(Group((So("woman", "25+", 2),)),), ask=False)
    town.wait(town.db.execute("UPDATE bed_agreements SET answer = 'asked'"))
    did(town, change_number, town.investigator, more)
    town.wait(town.db.execute("UPDATE bed_agreements SET answer = 'automatic'"))
    proposal = did(town, propose_places, town.investigator, AboutOperation(held.id))
    before = lawful(town)
    answers = at_once(
        town,
        run(town, accept_proposal, town.investigator, AcceptProposal(held.id, proposal.id)),
        *(count(town, house, 0) for house in town.houses),
    )
    after = lawful(town)
    assert not any(isinstance(answer, Refused) for answer in answers)
    bound = [claim for claim in after.claims.values() if claim.binds(after.now)]
    told = {escalation.claim for escalation in after.escalations.values()}
    lost = [claim for claim in after.claims.values() if claim.state == "displaced"]
    assert {claim.id for claim in lost} <= told
    assert len(bound) == sum(
        after.empty(house.key) and len([c for c in bound if c.house == house.key]) for house in town.houses
    )
    assert changed(before, after)[1] <= 1


@pytest.mark.parametrize(("day", "hours"), [(AUTUMN, 25), (AUTUMN.replace(year=2027, month=3, day=12), 23)])
def test_a_window_across_the_change_of_the_clocks(town: Town, day: Any, hours: int) -> None:
    """OPS-01, OPS-12: a window is hours that pass, and a night ends by the clock of the house's wall; nobody is held an
    hour too short in autumn, nor refused in spring."""
    town.begin(day)
    town.clock.set(day + timedelta(days=1, hours=8))  # the evening before the clocks change
    for house in town.houses:
        at_once(town, count(town, house, 2))
    opens = town.clock.now() + 5 * HOUR
    one = (Group((So("woman", "25+", 1),)),)
    wish = HoldPlaces(one, 1, 1, 1, (Area(REGION),), (), Window(opens, opens + 6 * HOUR, 1))
    held = did(town, hold_places, town.investigator, wish)
    assert held.arranged.held == 1
    (claim,) = [claim for claim in lawful(town).claims.values() if claim.promise]
    house = town.house_of(claim.house)
    first = night_end(opens, ZONE, house.turnover)
    assert claim.lapses_at == opens + 6 * HOUR
    assert claim.ends_at in {first, night_end(first, ZONE, house.turnover)}
    noon = night_end(town.clock.now(), ZONE, 12)
    assert noon - night_end(noon - 26 * HOUR, ZONE, 12) == hours * HOUR
