"""What a police service does with its operations, and what the houses and the pivot organisation answer."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from service.operations.arrivals.at_door import RefuseAtDoor, refuse_at_door
from service.operations.arrivals.commands import RecordArrival, record_arrival
from service.operations.holds.lowering import Fewer
from service.operations.holds.making import ChangeNumber, HoldPlaces, change_number, hold_places
from service.operations.holds.steps import (
    AboutOperation,
    AnswerAsPivot,
    HandOver,
    NamePivot,
    answer_as_pivot,
    ask_beyond,
    cancel,
    close,
    hand_over,
    launch,
    name_pivot,
)
from service.operations.parties.rules import Counted, Party
from service.operations.proposals.commands import AcceptProposal, accept_proposal, propose_places
from service.operations.requests.commands import AnswerRequest, answer_request
from service.operations.sites.queries import Window
from service.operations.sites.rules import Area
from service.operations.windows.commands import Postpone, postpone
from service.refusals import Refused
from tests.simulation.beds.laws import Deed
from tests.simulation.beds.machine import INDEX, Machine
from tests.simulation.beds.picture import Place
from tests.simulation.beds.town import REGION

RESERVES = frozenset({"reservation"})
STEPS = {"launch": launch, "cancel": cancel, "close": close, "ask beyond": ask_beyond}


class Operating(Machine):
    """An investigator, the pivot organisation that takes over, and the houses that are asked."""

    @rule(hours=st.integers(1, 30), length=st.integers(1, 8), people=st.integers(1, 4), way=INDEX)
    def hold(self, *, hours: int, length: int, people: int, way: int) -> None:
        gender: Any = ("woman", "man")[way % 2]
        label = "A" if way % 3 == 0 else None
        parties = (Party((Counted(gender, "25+", people),), label=label, alone=way % 5 == 0),)
        wish = HoldPlaces(
            parties, 1, people, 20, (Area(REGION),), (), self._window(hours, length), ask=way % 4 > 0
        )
        made = self.do(hold_places, self.town.investigator, wish, Deed("hold", makes=RESERVES))
        if not isinstance(made, Refused):
            held = [c for c in self.picture.claims.values() if c.place in self._places_of(made.id)]
            assert made.arranged.held == len(held)
            assert made.arranged.held + made.arranged.asked + made.arranged.waiting == people

    def _window(self, hours: int, length: int) -> Window:
        opens = self.town.clock.now() + timedelta(hours=hours)
        return Window(opens, opens + timedelta(hours=length), 1 + hours % 2)

    def _places_of(self, operation: UUID) -> frozenset[UUID]:
        return frozenset(place.id for place in self.picture.places.values() if place.operation == operation)

    def _operation(self, index: int) -> UUID | None:
        known = list(dict.fromkeys(place.operation for place in self.picture.places.values()))
        return self.pick(known[-3:], index)

    @rule(index=INDEX, step=st.sampled_from(sorted(STEPS)))
    def step_of_an_operation(self, index: int, step: str) -> None:
        operation = self._operation(index)
        if operation is not None:
            gives_up = self._places_of(operation) if step == "cancel" else frozenset[UUID]()
            deed = Deed(step, makes=RESERVES, gives_up=gives_up)
            self.do(STEPS[step], self.town.investigator, AboutOperation(operation), deed)

    @rule(index=INDEX, people=st.integers(1, 2), more=st.booleans(), held=st.booleans())
    def the_number_changes(self, *, index: int, people: int, more: bool, held: bool) -> None:
        operation = self._operation(index)
        if operation is None:
            return
        version = self.town.wait(
            self.town.db.fetchval("SELECT version FROM operations WHERE id = $1", operation)
        )
        add = (Party((Counted("woman", "25+", people),)),) if more else ()
        wish = ChangeNumber(
            operation,
            version,
            add=add,
            fewer=() if more else (Fewer(people),),
            release_held=held and not more,
        )
        gives_up = self._places_of(operation) if held and not more else frozenset[UUID]()
        deed = Deed("change", makes=RESERVES, gives_up=gives_up)
        self.do(change_number, self.town.investigator, wish, deed)

    @rule(index=INDEX, hours=st.integers(0, 40), length=st.integers(1, 8))
    def the_window_moves(self, index: int, hours: int, length: int) -> None:
        operation = self._operation(index)
        if operation is not None:
            window = (self._window(hours, length),) if hours else None
            deed = Deed(
                "postpone", makes=RESERVES, moves=True, gives_up=self._places_of(operation), settles=True
            )
            self.do(postpone, self.town.investigator, Postpone(operation, window), deed)

    @rule(index=INDEX)
    def a_plan_is_accepted(self, index: int) -> None:
        operation = self._operation(index)
        if operation is None:
            return
        wish = AboutOperation(operation)
        made = self.do(propose_places, self.town.investigator, wish, Deed("propose"))
        if not isinstance(made, Refused):
            self.do(
                accept_proposal,
                self.town.investigator,
                AcceptProposal(operation, made.id),
                Deed("accept", makes=RESERVES),
            )

    @rule(index=INDEX, accept=st.integers(0, 3))
    def a_house_answers(self, index: int, accept: int) -> None:
        rows = self.town.wait(
            self.town.db.fetch(
                "SELECT id, shelter_organisation_id, places FROM operation_requests ORDER BY asked_at, shelter_key, id"
            )
        )
        row = self.pick(rows[-4:], index)
        if row is not None:
            given = min(accept, row["places"])
            wish = AnswerRequest(row["id"], given, None if given else "no_bed")
            desk = self.town.desk_of(row["shelter_organisation_id"])
            self.do(answer_request, desk, wish, Deed("answer request", makes=RESERVES))

    @rule(index=INDEX, step=st.sampled_from(("name", "accept", "accept", "hand over")))
    def somebody_takes_over(self, index: int, step: str) -> None:
        operation = self._operation(index)
        if operation is None:
            return
        match step:
            case "name":
                self.do(
                    name_pivot, self.town.investigator, NamePivot(operation, self.town.clinic), Deed(step)
                )
            case "accept":
                self.do(
                    answer_as_pivot, self.town.pivots[0], AnswerAsPivot(operation, accept=True), Deed(step)
                )
            case _:
                self.do(hand_over, self.town.investigator, HandOver(operation, 2), Deed(step))

    def _expected(self, index: int) -> Place | None:
        return self.pick([place for place in self.picture.places.values() if not place.withdrawn][-5:], index)

    @rule(index=INDEX, by_pivot=st.booleans())
    def somebody_is_brought(self, *, index: int, by_pivot: bool) -> None:
        place = self._expected(index)
        if place is None:
            return
        mine = [c for c in self.picture.claims.values() if c.place == place.id and c.binds(self.picture.now)]
        house = self.town.house_of(mine[0].house) if mine else self.town.houses[0]
        by = self.town.pivots[0] if by_pivot else house.shelter.desk
        deed = Deed("bring", fact=True, arrives=frozenset({place.id}), ends_anonymous=True)
        arrived = self.do(record_arrival, by, RecordArrival(place.id), deed)
        if not isinstance(arrived, Refused) and not arrived.already:
            inside = [
                c for c in self.picture.claims.values() if c.place == place.id and c.in_bed(self.picture.now)
            ]
            assert [claim.id for claim in inside] == [arrived.claim_id], inside

    @rule(index=INDEX)
    def somebody_is_refused_at_the_door(self, index: int) -> None:
        place = self._expected(index)
        if place is not None:
            deed = Deed("door", gives_up=frozenset({place.id}), makes=RESERVES)
            self.do(refuse_at_door, self.town.pivots[0], RefuseAtDoor(place.id, "no_bed"), deed)
