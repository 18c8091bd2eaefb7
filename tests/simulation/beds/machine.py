"""The machine: at each step somebody does something that comes to mind, and model and database are compared."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from api.checks import all_checks
from service.beds.clockwork import (
    bring_back,
    fold_cots_of_last_night,
    lapse_promises,
    refresh_availability,
    roll_stays_forward,
)
from service.checks import run_check
from service.operations.jobs import ask_next_shelters, close_operations, move_windows
from service.refusals import Refused
from service.store.command import Command, Once
from service.trail.checks import CHECKS as TRAIL
from tests.simulation.beds.laws import Deed, broken, night_end
from tests.simulation.beds.picture import Claim, Picture, Referral
from tests.simulation.beds.town import ZONE, House, Town

T = TypeVar("T")
AUTUMN = datetime(2026, 10, 30, 16, tzinfo=UTC)
SPRING = datetime(2027, 3, 12, 16, tzinfo=UTC)
"""Two days before the clocks strike two twice, and before they skip it."""
WAITS = (1, 16, 61, 95, 200, 420, 1500, 3000)
ANY: frozenset[UUID] = frozenset({UUID(int=0)})
"""Whose promises a step gives up that may give up anybody's."""
JOBS: dict[str, tuple[Callable[..., Any], Deed]] = {
    "lapse": (lapse_promises, Deed("lapse")),
    "roll": (roll_stays_forward, Deed("roll", fact=True)),
    "bring back": (bring_back, Deed("bring back", moves=True, settles=True)),
    "refresh": (refresh_availability, Deed("refresh")),
    "fold": (fold_cots_of_last_night, Deed("fold", ends_anonymous=True)),
    "close operations": (close_operations, Deed("close operations")),
    "move windows": (
        move_windows,
        Deed("move windows", moves=True, makes=frozenset({"reservation"}), gives_up=ANY),
    ),
    "ask next": (ask_next_shelters, Deed("ask next", makes=frozenset({"reservation"}))),
}
INDEX = st.integers(0, 11)


class Machine(RuleBasedStateMachine):
    """What a step is, and the two who are always there: the clock and the jobs."""

    town: ClassVar[Town]
    steps: ClassVar[int] = 0

    @initialize(start=st.sampled_from((AUTUMN, SPRING)))
    def begin(self, start: datetime) -> None:
        self.town.begin(start)
        self.picture = self.town.look()
        self.newest = {house.key: start for house in self.town.houses}
        self.keys = 0
        self.last: tuple[Command[Any, Any], UUID, Any, Once, Any] | None = None
        self.day_before()

    def day_before(self) -> None:
        """What is promised when the machine begins."""

    # What a step is.

    def compare(self, deed: Deed) -> Picture:
        """Look, and hold what is against what the model allows."""
        Machine.steps += 1
        before, after = self.picture, self.town.look()
        ends = {house.key: night_end(after.now, ZONE, house.turnover) for house in self.town.houses}
        wrong = broken(before, after, deed, ends)
        assert wrong == [], wrong
        self.picture = after
        return before

    def do(self, command: Command[Any, T], by: UUID, wish: Any, deed: Deed) -> T | Refused:
        """Somebody does it, with a key of their own; what is refused changes nothing."""
        self.keys += 1
        once = Once(f"step-{self.keys}", deed.name.encode())
        answer = self.town.wait(self.town.store.run(command, by, wish, once))
        before = self.compare(deed)
        if isinstance(answer, Refused):
            assert answer.reason.code != "busy"
            assert (self.picture.claims, self.picture.referrals) == (before.claims, before.referrals)
        self.last = (command, by, wish, once, answer)
        return answer

    def pick(self, things: list[T], index: int) -> T | None:
        return things[index % len(things)] if things else None

    def house(self, index: int) -> House:
        return self.town.houses[index % 2]

    def claims(self, said: Callable[[Claim], bool]) -> list[Claim]:
        return sorted((c for c in self.picture.claims.values() if said(c)), key=lambda c: c.key)

    def referrals(self) -> list[Referral]:
        return list(self.picture.referrals.values())[-6:]

    # Time.

    @rule(minutes=st.sampled_from(WAITS))
    def time_passes(self, minutes: int) -> None:
        self.town.clock.advance(timedelta(minutes=minutes))
        self.compare(Deed("time"))

    @rule(index=INDEX, seconds=st.sampled_from((-1, 0, 1)))
    def the_day_turns(self, index: int, seconds: int) -> None:
        house = self.house(index)
        turn = night_end(self.town.clock.now(), ZONE, house.turnover) + timedelta(seconds=seconds)
        self.town.clock.set(max(turn, self.town.clock.now()))
        self.compare(Deed("turnover"))

    @rule(name=st.sampled_from(sorted(JOBS)))
    def job(self, name: str) -> None:
        tick, deed = JOBS[name]
        self.town.wait(tick(self.town.store, self.town.workers))
        self.compare(deed)

    # The same again.

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_same_again(self) -> None:
        """The same key has one effect and the same outcome."""
        if self.last is None:
            return
        command, by, wish, once, answer = self.last
        again = self.town.wait(self.town.store.run(command, by, wish, once))
        before = self.compare(Deed("again"))
        assert before.claims == self.picture.claims
        if not isinstance(again, Refused) or not isinstance(answer, Refused):
            assert again == answer
        else:
            assert again.reason == answer.reason

    def teardown(self) -> None:
        if not hasattr(self, "picture"):
            return
        wrong = self.town.wait(self._checked())
        assert wrong == {}, wrong

    async def _checked(self) -> dict[str, Any]:
        now = self.town.clock.now()
        checks = [check for check in all_checks() if check not in TRAIL]
        found = [await run_check(self.town.db, check, now) for check in checks]
        return {each.name: each.wrong for each in found if not each.ok}
