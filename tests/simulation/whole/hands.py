"""Hands that compete for the same rows, die in the middle, are offline, and send everything twice."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from service.beds.counts.application import Counted
from service.beds.counts.commands import RecordCount
from service.refusals import BUSY, Refused
from service.store.command import Command, Once
from tests.proving import ProvingStore
from tests.simulation.beds.laws import Deed
from tests.simulation.beds.machine import INDEX, JOBS, WAITS, Machine
from tests.simulation.whole.story import Story
from tests.simulation.whole.town import BusyTown
from tests.simulation.whole.turnstile import COMMITTED, Died, Hand, SteppedPool, Turnstile

T = TypeVar("T")
MOST = 4
"""Hands at work at once."""
LATER = Refused(BUSY)
"""What a rule of a room is told whose command is begun, and not ended."""


@dataclass(frozen=True)
class Sent:
    """What a phone sends, and keeps until it was answered."""

    command: Command[Any, Any]
    by: UUID
    wish: Any
    once: Once
    deed: Deed


class Hands(Machine):
    """Rules of the rooms below make wishes; here they are carried out at once, beside each other, later, or twice."""

    story: ClassVar[Story]
    town: ClassVar[BusyTown]

    def day_before(self) -> None:
        """Nobody is at work, and every phone has its network."""
        self.turnstile = Turnstile(self.town.monitor)
        self.busy, self.offline, self.failed = False, False, False
        self.order, self.steps_made = [1, 0, 2, 1, 3], 0
        self.pocket: list[Sent] = []
        self.sent: dict[int, Sent] = {}
        self.answers: dict[str, Any] = {}
        pools = cast(Any, SteppedPool(self.town.pool)), cast(Any, SteppedPool(self.town.workers))
        self.store = ProvingStore(pools[0], self.town.clock, keyring=self.town.store.keyring)
        self.workers = pools[1]
        super().day_before()
        self.busy = True

    # What becomes of a wish.

    def do(self, command: Command[Any, T], by: UUID, wish: Any, deed: Deed) -> T | Refused:
        """At once when nobody else is at work; else begun beside the others, or kept in a phone without a network."""
        if not (self.offline or self.busy or self.turnstile.hands):
            answer = super().do(command, by, wish, deed)
            self.story.tell(deed.name, answer)
            return answer
        self.keys += 1
        sent = Sent(command, by, wish, Once(f"step-{self.keys}", deed.name.encode()), deed)
        if self.offline:
            self.pocket.append(sent)
        else:
            self.send(sent)
        return LATER

    def send(self, sent: Sent) -> None:
        """Begin it, beside whoever is at work."""
        self.set_to_work(sent.deed, lambda: self.store.run(sent.command, sent.by, sent.wish, sent.once), sent)

    def set_to_work(self, deed: Deed, work: Callable[[], Awaitable[Any]], sent: Sent | None = None) -> None:
        while len(self.turnstile.hands) >= MOST:
            self.to_its_end(self.turnstile.hands[0])
        hand = self.town.wait(self.turnstile.begin(deed, work))
        if sent is not None:
            self.sent[hand.number] = sent
        self.story.tell(f"begin {hand.number} {deed.name}")
        self.look_after()

    # One step after another.

    def step(self, hand: Hand) -> None:
        """One statement, and what the model says of it if it was a commit."""
        self.story.step(hand)
        self.town.wait(self.turnstile.step(hand))
        self.look_after()

    def look_after(self) -> None:
        """Whoever has just committed is judged; whoever has ended has its say."""
        try:
            self._look_after()
        except BaseException:
            self.failed = True
            raise

    def _look_after(self) -> None:
        for hand in self.turnstile.hands:
            if hand.committed and hand.at == COMMITTED:
                hand.committed = False
                before = self.compare(self._as_it_is_now(hand.deed))
                after = self.picture
                hand.changed |= (before.claims, before.referrals) != (after.claims, after.referrals)
                self.story.picture(after)
        ended = [hand for hand in self.turnstile.hands if hand.state == "ended"]
        for hand in ended:
            self.turnstile.hands.remove(hand)
        for hand in ended:
            self._ended(hand)

    def _as_it_is_now(self, deed: Deed) -> Deed:
        """What gives up an operation's promises gives up those too that were made since it was wished."""
        places = self.picture.places.values()
        given = {place.operation for place in places if place.id in deed.gives_up}
        return replace(deed, gives_up=deed.gives_up | {each.id for each in places if each.operation in given})

    def _ended(self, hand: Hand) -> None:
        sent = self.sent.pop(hand.number, None)
        if isinstance(hand.failure, Died):
            if sent is not None:
                self.pocket.append(sent)
            return
        if hand.failure is not None:
            raise hand.failure
        self.story.tell(f"end {hand.number}", hand.outcome)
        if sent is not None:
            self._answered(sent, hand.outcome, changed=hand.changed)

    def _answered(self, sent: Sent, answer: Any, *, changed: bool) -> None:
        """The same key has one answer, whoever was told it first; a refusal has changed nothing."""
        refused = isinstance(answer, Refused)
        assert not (refused and changed), f"{sent.deed.name} was refused, and changed something"
        if refused and answer.reason is BUSY:
            return  # nothing was recorded: the phone may send it again
        known = self.answers.setdefault(sent.once.key, answer)
        if isinstance(known, Refused) and refused:
            assert known.reason is answer.reason, (sent.deed.name, known, answer)
        else:
            assert known == answer, (sent.deed.name, known, answer)
        if isinstance(answer, Counted) and isinstance(sent.wish, RecordCount) and answer.applied:
            self._newest(sent.wish)

    def _newest(self, wish: RecordCount) -> None:
        for house in self.town.houses:
            if house.shelter.id == wish.shelter_id:
                self.newest[house.key] = max(self.newest[house.key], wish.looked_at)

    def to_its_end(self, hand: Hand) -> None:
        """Until this one has ended; who goes on each time is the order's to say."""
        while hand in self.turnstile.hands:
            if not self.turnstile.waiting:
                self.town.wait(self.turnstile.untangle())
                self.look_after()
            else:
                self.next_one()

    def next_one(self) -> None:
        """A statement of whoever is next in the order."""
        self.steps_made += 1
        turn = self.order[self.steps_made % len(self.order)]
        hand = self.pick(self.turnstile.waiting, turn)
        if hand is not None:
            self.step(hand)

    def all_end(self) -> None:
        """Everybody ends what they are at."""
        while self.turnstile.hands:
            self.to_its_end(self.turnstile.hands[0])

    # The scheduler.

    @rule(order=st.lists(INDEX, min_size=1, max_size=12), turns=st.integers(0, 25), dies=st.booleans())
    def several_at_once(self, *, order: list[int], turns: int, dies: bool) -> None:
        """Wishes are begun beside each other, and go on in this order, over and over; then one may die."""
        self.busy, self.order = True, order
        for _ in range(turns):
            self.next_one()
        if dies:
            self.dies(self.pick(self.turnstile.waiting, turns))

    @rule()
    def one_at_a_time(self) -> None:
        """Each ends before the next begins."""
        self.all_end()
        self.busy = False

    @rule(index=INDEX, turns=st.integers(0, 25), at=st.sampled_from(("", "COMMIT", COMMITTED)))
    def one_dies(self, index: int, turns: int, at: str) -> None:
        """After so many statements, right before its commit, or right after it, before anybody was told."""
        hand = self.pick(self.turnstile.waiting, index)
        while hand is not None and hand in self.turnstile.waiting and turns > 0 and hand.at != at:
            self.step(hand)
            turns -= 1
        self.dies(hand)

    def dies(self, hand: Hand | None) -> None:
        """Its process ends where it stands."""
        if hand is not None and hand in self.turnstile.waiting:
            self.story.tell(f"die {hand.number} at {hand.at[:20]}")
            self.story.deaths += 1
            self.town.wait(self.turnstile.kill(hand))
            self.look_after()

    @rule(index=INDEX)
    def the_same_twice_at_once(self, index: int) -> None:
        """A phone that heard nothing sends again, while the first is still at work."""
        hand = self.pick([hand for hand in self.turnstile.hands if hand.number in self.sent], index)
        if hand is not None:
            self.send(self.sent[hand.number])

    # Phones.

    @rule()
    def phones_are_offline(self) -> None:
        self.offline = True

    @rule(twice=st.booleans(), backwards=st.booleans())
    def phones_are_back(self, *, twice: bool, backwards: bool) -> None:
        """Everything kept is sent now, late, some of it twice and in any order."""
        self.offline = False
        kept, self.pocket = self.pocket, []
        for sent in reversed(kept) if backwards else kept:
            for _ in range(1 + twice):
                self.send(sent)

    # Time, and the jobs: nobody stands in the middle of a transaction for minutes.

    @rule(minutes=st.sampled_from(WAITS))
    def time_passes(self, minutes: int) -> None:
        self.all_end()
        super().time_passes(minutes)

    @rule(index=INDEX, seconds=st.sampled_from((-1, 0, 1)))
    def the_day_turns(self, index: int, seconds: int) -> None:
        self.all_end()
        super().the_day_turns(index, seconds)

    @rule(name=st.sampled_from(sorted(JOBS)))
    def job(self, name: str) -> None:
        """A replica's tick: alone, or beside other hands and other replicas."""
        if not (self.busy or self.turnstile.hands):
            super().job(name)
            return
        tick, deed = JOBS[name]
        self.set_to_work(deed, lambda: tick(self.store, self.workers))

    @rule()
    def the_same_again(self) -> None:
        self.all_end()
        super().the_same_again()

    def teardown(self) -> None:
        if hasattr(self, "turnstile"):
            try:
                self.all_end()
                self.phones_are_back(twice=True, backwards=False)
                self.all_end()
            finally:
                for hand in tuple(self.turnstile.waiting):
                    self.town.wait(self.turnstile.kill(hand))
        super().teardown()
        self.story.end()
