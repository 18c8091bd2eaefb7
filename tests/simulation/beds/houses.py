"""What people of the houses do: count, note departures, close beds."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from service.beds.counts.application import Counted
from service.beds.counts.commands import RecordCount, record_count
from service.beds.shelters.closures import CloseBeds, Closed, ReopenBed, close_beds, reopen_bed
from service.beds.stays.commands import Depart, depart
from service.refusals import Refused
from tests.simulation.beds.laws import Deed, changed
from tests.simulation.beds.machine import INDEX, Machine
from tests.simulation.beds.picture import Claim, Picture
from tests.simulation.beds.town import House


class Houses(Machine):
    """Front desks and coordinators."""

    @rule(
        index=INDEX,
        free=st.sampled_from((0, 0, 1, 1, 2, 3, 4)),
        minutes=st.sampled_from((0, 0, 0, 5, 20, 200)),
    )
    def count(self, index: int, free: int, minutes: int) -> None:
        house = self.house(index)
        looked_at = self.town.clock.now() - timedelta(minutes=minutes)
        deed = Deed("count", fact=True, makes=frozenset({"stay"}), ends_anonymous=True)
        wish = RecordCount(house.shelter.id, free, looked_at)
        before = self.picture
        counted = self.do(record_count, house.shelter.desk, wish, deed)
        if isinstance(counted, Refused):
            return
        newest = self.newest[house.key]
        assert counted.applied is (looked_at >= newest)
        self.newest[house.key] = max(newest, looked_at)
        self._counted(house, counted, free, before)

    def _counted(self, house: House, counted: Counted, free: int, before: Picture) -> None:
        after = self.picture
        assert (counted.moved, counted.displaced) == changed(before, after)
        told = before_now(before, after).empty(house.key)
        assert counted.before == told, (counted.before, told)
        if counted.applied:
            usable = {bed.key for bed in after.usable(house.key)}
            known = sum(not claim.anonymous and claim.bed in usable for claim in after.in_beds(house.key))
            empty = after.empty(house.key)
            assert empty == min(free, len(usable) - known), (empty, free, usable, known)
        else:
            assert after.claims == before.claims or not any(c.live for c in changed_claims(before, after))

    @rule(index=INDEX, nth=INDEX, free=st.integers(0, 2))
    def count_one_pool(self, index: int, nth: int, free: int) -> None:
        house = self.house(index)
        pools = self.town.wait(
            self.town.db.fetch(
                "SELECT id FROM pools WHERE shelter_key = $1 AND NOT overflow ORDER BY key", house.key
            )
        )
        wish = RecordCount(house.shelter.id, free, self.town.clock.now(), pools[nth % len(pools)]["id"])
        deed = Deed("pool count", fact=True, makes=frozenset({"stay"}), ends_anonymous=True)
        before = self.picture
        counted = self.do(record_count, house.shelter.desk, wish, deed)
        if isinstance(counted, Counted):
            assert (counted.moved, counted.displaced) == changed(before, self.picture)
            self.newest[house.key] = wish.looked_at

    @rule(index=INDEX)
    def somebody_leaves(self, index: int) -> None:
        stay = self.pick(self.claims(lambda c: c.live and c.kind == "stay"), index)
        if stay is not None:
            desk = self.town.house_of(stay.house).shelter.desk
            self.do(depart, desk, Depart(stay.id), Deed("depart", ends=frozenset({stay.id})))

    @rule(index=INDEX, nth=INDEX, both=st.booleans(), start=st.integers(-2, 30), hours=st.integers(1, 40))
    def beds_close(self, *, index: int, nth: int, both: bool, start: int, hours: int) -> None:
        house = self.house(index)
        beds = [
            bed.id
            for bed in self.picture.beds.values()
            if bed.house == house.key and bed.active and not bed.cot
        ]
        chosen = tuple(dict.fromkeys((beds[nth % len(beds)], beds[(nth + both) % len(beds)])))
        opens = self.town.clock.now() + timedelta(hours=start)
        wish = CloseBeds(house.shelter.id, chosen, opens, opens + timedelta(hours=hours))
        before = self.picture
        closed = self.do(
            close_beds,
            house.shelter.coordinator,
            wish,
            Deed("close", fact=True, makes=frozenset({"closure"})),
        )
        if isinstance(closed, Closed):
            assert (closed.moved, closed.displaced) == changed(before, self.picture)
            assert len(closed.closures) == len(chosen)

    @rule(index=INDEX)
    def a_bed_opens(self, index: int) -> None:
        closure = self.pick(self.claims(lambda c: c.live and c.kind == "closure"), index)
        if closure is not None:
            shelter = self.town.house_of(closure.house).shelter
            wish = ReopenBed(shelter.id, closure.id)
            self.do(reopen_bed, shelter.coordinator, wish, Deed("reopen", ends=frozenset({closure.id})))


def changed_claims(before: Picture, after: Picture) -> list[Claim]:
    return [claim for claim in after.claims.values() if before.claims.get(claim.id) != claim]


def before_now(before: Picture, after: Picture) -> Picture:
    """What was so before, at the moment after: no time passes within a step."""
    assert before.now == after.now
    return before
