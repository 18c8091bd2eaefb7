"""Money is neither made nor lost: any order of moves, with a model of plain sums beside the ledger (FND-06, FND-09)."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from service.fund.books.rules import Standing, Sums, balanced, standing
from service.fund.envelopes.rules import Purse, carriable, is_next
from service.fund.ledger.rules import (
    Balance,
    Kind,
    Part,
    Shortage,
    Source,
    Transfer,
    Want,
    allot,
    balances,
    settle,
)

NOW = datetime(2026, 11, 3, tzinfo=UTC)
FUNDER = 0
ENVELOPES = (1, 2, 3)
PAID, OVERRUN = 10, 20
"""An envelope's other two accounts are its key and so much more."""
CENTS = st.integers(1, 5_000)
WHICH = st.sampled_from(ENVELOPES)


@dataclass
class Sum:
    """What the model knows of an envelope: plain sums, in cents."""

    received: int = 0
    promised: int = 0
    spent: int = 0
    overrun: int = 0

    @property
    def free(self) -> int:
        return self.received - self.promised - self.spent + self.overrun


class Ledger(RuleBasedStateMachine):
    """Three envelopes of one funder; the first is over, and its money is carried on."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: list[Transfer] = []
        self.model = {key: Sum() for key in ENVELOPES}
        self.open: list[tuple[int, int]] = []
        self.given: list[tuple[int, int]] = []

    def post(self, kind: Kind, debit: int, credit: int, cents: int) -> None:
        self.posted.append(Transfer(kind, debit, credit, cents))

    @rule(key=WHICH, cents=CENTS)
    def contribute(self, key: int, cents: int) -> None:
        self.post("contribution", FUNDER, key, cents)
        self.model[key].received += cents
        self.given.append((key, cents))

    @rule(cents=CENTS)
    def promise(self, cents: int) -> None:
        told = balances(self.posted)
        sources = [
            Source(UUID(int=key), key, told.get(key, Balance()).available, NOW + timedelta(days=key))
            for key in ENVELOPES
            if not self.model[key].overrun
        ]
        parts = allot([Want(UUID(int=99), cents, sources)])
        if isinstance(parts, Shortage):
            assert parts.found_cents == sum(source.available for source in sources) < cents
            return
        for part in parts:
            self._promised(part)

    def _promised(self, part: Part) -> None:
        assert 0 < part.cents <= self.model[part.key].free
        self.post("earmark", part.key, part.key + PAID, part.cents)
        self.model[part.key].promised += part.cents
        self.open.append((part.key, part.cents))

    @precondition(lambda self: self.open)
    @rule(charged=st.integers(0, 6_000))
    def charge(self, charged: int) -> None:
        key, cents = self.open.pop()
        sums, model = settle(cents, charged), self.model[key]
        assert sums.paid + sums.overrun == charged
        assert sums.paid + sums.voided == cents
        steps: tuple[tuple[Kind, int, int], ...] = (
            ("payment", key, sums.paid),
            ("void", key, sums.voided),
            ("overrun", key + OVERRUN, sums.overrun),
        )
        for kind, debit, moved in steps:
            if moved:
                self.post(kind, debit, key + PAID, moved)
        self.model[key] = replace(
            model,
            promised=model.promised - cents,
            spent=model.spent + charged,
            overrun=model.overrun + sums.overrun,
        )

    @precondition(lambda self: self.open)
    @rule()
    def expire(self) -> None:
        key, cents = self.open.pop(0)
        self.post("expiry", key, key + PAID, cents)
        self.model[key].promised -= cents

    @rule(key=WHICH)
    def cover(self, key: int) -> None:
        cents = min(self.model[key].overrun, self.model[key].free)
        if cents > 0:
            self.post("cover", key, key + OVERRUN, cents)
            self.model[key].overrun -= cents

    @precondition(lambda self: self.given)
    @rule()
    def correct(self) -> None:
        key, cents = self.given.pop()
        from_purse = min(cents, max(self.model[key].free, 0))
        for debit, moved in ((key, from_purse), (key + OVERRUN, cents - from_purse)):
            if moved:
                self.post("correction", debit, FUNDER, moved)
        self.model[key].received -= cents
        self.model[key].overrun += cents - from_purse

    @rule()
    def carry(self) -> None:
        ended = Purse(UUID(int=0), NOW, self.model[1].free)
        assert is_next(ended, Purse(UUID(int=0), NOW + timedelta(days=2), 0), NOW)
        cents = carriable(ended, None)
        if cents is not None:
            self.post("carry_out", 1, FUNDER, cents)
            self.post("carry_in", FUNDER, 2, cents)
            self.model[1].received -= cents
            self.model[2].received += cents

    @invariant()
    def every_cent_is_in_its_place(self) -> None:
        """FND-06, FND-09: the books say what the model says; no promise without its money; nothing made or lost."""
        sums = {key: _sums(balance) for key, balance in balances(self.posted).items()}
        assert balanced(sums.values())
        for key, model in self.model.items():
            found = standing(*(sums.get(key + part, Sums()) for part in (0, PAID, OVERRUN)))
            assert found == Standing(model.received, model.promised, model.spent, model.overrun, model.free)
            assert found.available >= 0
        funder = sums.get(FUNDER, Sums())
        assert funder.debits_posted - funder.credits_posted == sum(
            each.received for each in self.model.values()
        )
        kinds = Counter(transfer.kind for transfer in self.posted)
        assert kinds["carry_out"] == kinds["carry_in"]


def _sums(balance: Balance) -> Sums:
    return Sums(
        balance.debits_pending, balance.credits_pending, balance.debits_posted, balance.credits_posted
    )


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
