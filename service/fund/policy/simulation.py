"""What another policy would have answered to the questions of the past (ELG-08): asked again, nothing changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.fund.policy.document import Policy
from service.fund.policy.rules import Answer, LineAnswer, Question, evaluate


@dataclass(frozen=True)
class Past:
    """A question that was decided, with the answer that was stored; `request` is its code."""

    request: str
    question: Question
    answer: Answer


@dataclass(frozen=True)
class Change:
    """A line that the other policy answers otherwise: who decided, and who would."""

    request: str
    before: LineAnswer
    after: LineAnswer


@dataclass(frozen=True)
class Simulation:
    """How many requests were asked again, and every line whose answer would have been another."""

    requests: int
    changes: tuple[Change, ...]

    @property
    def changed(self) -> int:
        """How many requests have a line that would have gone another way."""
        return len({change.request for change in self.changes})


def simulate(policy: Policy, past: Iterable[Past]) -> Simulation:
    """Ask every past question again under this policy (ELG-08)."""
    asked = list(past)
    changes = [change for each in asked for change in _changes(policy, each)]
    return Simulation(len({each.request for each in asked}), tuple(changes))


def _changes(policy: Policy, past: Past) -> list[Change]:
    after = evaluate(policy, past.question)
    return [
        Change(past.request, before, after.route_of(before.line))
        for before in past.answer.lines
        if before != after.route_of(before.line)
    ]
