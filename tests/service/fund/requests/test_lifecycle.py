"""A line's whole life as a machine: whatever happens in whatever order, its state follows, and goes only where the
design says (design.md section 12: submitted → approved, partly approved or declined → paying → paid → settled; or
withdrawn, failed)."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from service.fund.decisions.wanted import Open, part_of
from service.fund.requests.rules import LineFacts, State, line_state, request_state

ASKED, UNITS = 10_000, 4

NEXT: Mapping[State, frozenset[State]] = {
    "submitted": frozenset({"approved", "partly_approved", "declined", "withdrawn"}),
    # Overturned by a second look, or for good.
    "declined": frozenset({"submitted"}),
    # The rest is approved, closed, or given back with what was promised; the promised part moves.
    "partly_approved": frozenset(
        {"approved", "submitted", "paying", "paid", "settled", "failed", "withdrawn"}
    ),
    # A promise lapses, is cancelled, or leaves; a refused rest is opened again.
    "approved": frozenset({"submitted", "withdrawn", "paying", "paid", "failed", "partly_approved"}),
    # The bank answers, by halves or at all; a human gives back what failed.
    "paying": frozenset({"approved", "partly_approved", "paid", "settled", "failed", "submitted"}),
    "paid": frozenset({"settled", "partly_approved"}),
    # A receipt is corrected, or a second look opens the rest.
    "settled": frozenset({"paid", "partly_approved"}),
    # A human decides: sent again, paid otherwise, or given back.
    "failed": frozenset(
        {"paying", "approved", "partly_approved", "paid", "submitted", "withdrawn", "settled"}
    ),
    "withdrawn": frozenset(),
}
"""Where each state leads; what is not here never happens."""


class ALine(RuleBasedStateMachine):
    """One line of a request, and all that commands, banks and clocks do to it; the ledger's sums are the facts."""

    @initialize()
    def asked(self) -> None:
        self.line, self.waiting, self.stuck = LineFacts(ASKED), 0, 0
        self.closed_by: str | None = None
        self.before: State = "submitted"

    def _set(self, **changes: object) -> None:
        """What has happened, and the payments that follow from it."""
        line = replace(self.line, **changes)  # type: ignore[arg-type]
        payments = ("failed",) * bool(self.stuck) + ("sent",) * bool(self.waiting)
        self.line = replace(line, payments=payments)

    @property
    def promised(self) -> int:
        """What is promised and neither on its way, failed, nor paid."""
        return self.line.approved - self.line.paid - self.waiting - self.stuck

    @precondition(lambda self: self.line.open > 0)
    @rule(units=st.none() | st.integers(1, UNITS), cents=st.none() | st.integers(1, ASKED))
    def approve(self, units: int | None, cents: int | None) -> None:
        """FND-11: a part, never above what is open."""
        part = part_of(Open(self.line, UNITS), cents, units)
        if part is not None:
            assert part.cents <= self.line.open
            self._set(approved=self.line.approved + part.cents)

    @precondition(lambda self: self.line.open > 0)
    @rule()
    def decline(self) -> None:
        """FND-13: what is open: the line, or its rest."""
        if self.line.approved or self.line.paid:
            self._close("declined")
        else:
            self._set(declined=True)

    @precondition(lambda self: self.line.declined or self.closed_by == "declined")
    @rule()
    def overturn(self) -> None:
        """FND-13: a second look opens it again."""
        self.closed_by = None
        self._set(declined=False, closed=0)

    @precondition(lambda self: self.line.open > 0)
    @rule()
    def withdraw_rest(self) -> None:
        """FND-11: what nobody has decided yet."""
        if self.line.approved or self.line.paid:
            self._close("withdrawn")
        else:
            self._set(withdrawn=True)

    def _close(self, by: str) -> None:
        self.closed_by = by
        self._set(closed=self.line.closed + self.line.open)

    @precondition(lambda self: self.promised > 0)
    @rule()
    def lapse(self) -> None:
        """FND-11, FND-12: a condition's or a promise's last day passes: it goes back."""
        self._set(approved=self.line.approved - self.promised)

    @precondition(lambda self: self.promised > 0)
    @rule(fails=st.booleans())
    def send(self, fails: bool) -> None:
        """FND-09: it leaves, or could not."""
        if fails:
            self.stuck += self.promised
        else:
            self.waiting += self.promised
        self._set()

    @precondition(lambda self: self.waiting > 0)
    @rule()
    def arrives(self) -> None:
        """FND-08: the bank says so."""
        paid, self.waiting = self.line.paid + self.waiting, 0
        self._set(paid=paid)

    @precondition(lambda self: self.stuck > 0)
    @rule(again=st.booleans())
    def resolve(self, again: bool) -> None:
        """FND-09: a human sends it again, or gives it back."""
        stuck, self.stuck = self.stuck, 0
        if again:
            self.waiting += stuck
            self._set()
        else:
            self._set(approved=self.line.approved - stuck)

    @precondition(lambda self: self.line.paid > self.line.returned)
    @rule(spent=st.integers(0, ASKED))
    def receipt(self, spent: int) -> None:
        """FND-12: spent, and the rest comes back."""
        spent = min(spent, self.line.paid)
        self._set(spent=spent, returned=self.line.paid - spent)

    @rule()
    def time_passes(self) -> None:
        """Nothing happens: what is taken back stays so (FND-14)."""

    @invariant()
    def its_state_follows(self) -> None:
        """FND-11: only where the design says; a request is where its one line is; never above what was asked."""
        now = line_state(self.line)
        assert now == self.before or now in NEXT[self.before], (self.before, now, self.line)
        assert request_state([now]) == now
        assert 0 <= self.line.open <= ASKED
        assert self.line.approved + self.line.closed <= ASKED
        assert (now in {"submitted", "partly_approved", "failed", "paying"}) >= bool(self.line.open)
        self.before = now


TestALine = ALine.TestCase
TestALine.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
