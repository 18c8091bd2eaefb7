"""What happens to referrals, and to what a fact displaced."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from service.beds.board.rules import Question
from service.beds.displaced.commands import TakeInstead, take_instead
from service.beds.displaced.queries import places_instead
from service.beds.party.rules import Party, People
from service.beds.referrals.answers import Answer, Decline, confirm, decline, keep_longer
from service.beds.referrals.asking import MakeReferral, make_referral
from service.beds.referrals.pivot import extend, withdraw
from service.beds.referrals.queries import settle_escalation
from service.beds.stays.commands import Arrived, arrive
from service.refusals import Refused
from tests.simulation.beds.laws import Deed, changed, ids
from tests.simulation.beds.machine import INDEX, Machine
from tests.simulation.beds.picture import Claim, Referral


class Referring(Machine):
    """Pivots ask, houses answer, people come."""

    @rule(
        index=INDEX,
        who=INDEX,
        people=st.integers(1, 2),
        nights=st.integers(1, 3),
        hours=st.sampled_from((0, 0, 5, 20)),
    )
    def refer(self, *, index: int, who: int, people: int, nights: int, hours: int) -> None:
        gender: Any = ("woman", "man")[who % 3 == 0]
        wish = MakeReferral(
            self.house(index).shelter.id,
            Question(Party((People(gender, "25+", people),)), nights=nights),
            self.town.clock.now() + timedelta(hours=hours),
        )
        made = self.do(
            make_referral, self.town.pivots[who % 2], wish, Deed("refer", makes=frozenset({"hold"}))
        )
        if not isinstance(made, Refused):
            assert len(made.claim_ids) == (0 if made.state == "asked" else people)

    @rule(
        index=INDEX,
        step=st.sampled_from(("confirm", "decline", "at the door", "keep longer", "withdraw", "extend")),
    )
    def answer(self, index: int, step: str) -> None:
        referral = self.pick(self.referrals(), index)
        if referral is None:
            return
        desk, pivot = self.town.house_of(referral.house).shelter.desk, self._pivot_of(referral)
        given = frozenset({referral.id})
        match step:
            case "confirm":
                self.do(confirm, desk, Answer(referral.id), Deed(step, makes=frozenset({"hold"})))
            case "keep longer":
                self.do(keep_longer, desk, Answer(referral.id), Deed(step))
            case "withdraw":
                self.do(withdraw, pivot, Answer(referral.id), Deed(step, gives_up=given))
            case "extend":
                self.do(extend, pivot, Answer(referral.id), Deed(step))
            case _:
                wish = Decline(referral.id, "no_bed", at_the_door=step == "at the door")
                self.do(decline, desk, wish, Deed(step, gives_up=given))

    def _pivot_of(self, referral: Referral) -> UUID:
        home: UUID = self.town.wait(
            self.town.db.fetchval("SELECT organisation_id FROM referrals WHERE id = $1", referral.id)
        )
        return self.town.pivots[home != self.town.clinic]

    @rule(index=INDEX)
    def somebody_comes(self, index: int) -> None:
        referral = self.pick(self.referrals(), index)
        if referral is None:
            return
        deed = Deed(
            "arrive",
            fact=True,
            arrives=frozenset({referral.id}),
            makes=frozenset({"stay"}),
            ends_anonymous=True,
        )
        before, desk = self.picture, self.town.house_of(referral.house).shelter.desk
        arrived = self.do(arrive, desk, Answer(referral.id), deed)
        if isinstance(arrived, Arrived):
            after = self.picture
            inside = [c for c in after.claims.values() if c.referral == referral.id and c.in_bed(after.now)]
            assert ids(inside) == frozenset(arrived.stay_ids)
            assert len(inside) == referral.beds
            assert (arrived.moved, arrived.displaced) == changed(before, after)

    # What was displaced.

    @rule(index=INDEX, nth=INDEX, who=st.sampled_from(("house", "holder", "coordination")))
    def another_place_is_taken(self, index: int, nth: int, who: str) -> None:
        waiting = [e for e in self.picture.escalations.values() if e.outcome is None]
        one = self.pick(waiting, index)
        if one is None:
            return
        claim = self.picture.claims[one.claim]
        by = self._told(claim, who)
        places = self.town.wait(self._places(by, one.id))
        place = self.pick(places or [], nth)
        if place is not None:
            given = frozenset(id for id in (claim.referral,) if id)
            deed = Deed(
                "take", moves=True, settles=True, gives_up=given, makes=frozenset({"hold", "reservation"})
            )
            self.do(take_instead, by, TakeInstead(one.id, place.pool_id), deed)

    def _told(self, claim: Claim, who: str) -> UUID:
        if who == "holder" and claim.referral is not None:
            return self._pivot_of(self.picture.referrals[claim.referral])
        return (
            self.town.coordinator if who == "coordination" else self.town.house_of(claim.house).shelter.desk
        )

    async def _places(self, by: UUID, escalation: UUID) -> Any:
        async with self.town.store.reading(by) as session:
            return await places_instead(session, escalation)

    @rule(index=INDEX)
    def nobody_needs_it(self, index: int) -> None:
        one = self.pick([e for e in self.picture.escalations.values() if e.outcome is None], index)
        if one is not None:
            desk = self.town.house_of(self.picture.claims[one.claim].house).shelter.desk
            self.do(settle_escalation, desk, one.id, Deed("settle", settles=True))
