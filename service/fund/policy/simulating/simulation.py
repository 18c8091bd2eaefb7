"""What another policy would have answered to the questions of the past (ELG-08): asked again, nothing changed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from service.fund.policy.document.categories import Category
from service.fund.policy.document.policy import Policy
from service.fund.policy.rules import Answer, LineAnswer, Question, Route, evaluate


@dataclass(frozen=True)
class Past:
    """A question that was decided, with the answer that was stored; `request` is its code.

    `decided` are the lines that this decision was about: the others waited for a later one. `judged_by` is the region
    of the policy that judged, None for the national one.
    """

    request: str
    question: Question
    answer: Answer
    decided: frozenset[str]
    region: str
    judged_by: str | None = None


@dataclass(frozen=True)
class Way:
    """How a line goes: who decides, and how many of them."""

    route: Route
    approvers: int


@dataclass(frozen=True)
class Change:
    """A line that the other policy answers otherwise: its amount in cents, who decided, and who would."""

    request: str
    category: Category
    cents: int
    before: LineAnswer
    after: LineAnswer


@dataclass(frozen=True)
class OfCategory:
    """How many lines of a category would have gone another way, and their sum in cents."""

    category: Category
    lines: int
    cents: int


@dataclass(frozen=True)
class OfWay:
    """How many lines would have left one way for another, and their sum in cents."""

    before: Way
    after: Way
    lines: int
    cents: int


@dataclass(frozen=True)
class Simulation:
    """How many requests were asked again, and every line whose answer would have been another."""

    requests: int
    changes: tuple[Change, ...]

    @property
    def changed(self) -> int:
        """How many requests have a line that would have gone another way."""
        return len({change.request for change in self.changes})

    @property
    def cents(self) -> int:
        """The sum of all lines that would have gone another way, in cents."""
        return sum(change.cents for change in self.changes)

    @property
    def by_category(self) -> tuple[OfCategory, ...]:
        """The same, per category, the largest sum first."""
        groups: defaultdict[Category, list[int]] = defaultdict(list)
        for change in self.changes:
            groups[change.category].append(change.cents)
        found = (OfCategory(name, len(cents), sum(cents)) for name, cents in groups.items())
        return tuple(sorted(found, key=lambda each: (-each.cents, each.category)))

    @property
    def by_way(self) -> tuple[OfWay, ...]:
        """The same, per way before and after, the largest sum first."""
        groups: defaultdict[tuple[Way, Way], list[int]] = defaultdict(list)
        for change in self.changes:
            groups[way(change.before), way(change.after)].append(change.cents)
        found = (OfWay(*ways, len(cents), sum(cents)) for ways, cents in groups.items())
        return tuple(sorted(found, key=lambda each: (-each.cents, str(each))))


def way(answer: LineAnswer) -> Way:
    """The way of a line, without its waivers."""
    return Way(answer.route, answer.approvers)


def simulate(policy: Policy, past: Iterable[Past]) -> Simulation:
    """Ask every past question that this policy would judge again under it (ELG-08).

    A region's policy is asked about that region's requests, the national one about those that a national one judged
    (ELG-10). The sums of the day and the office hours stay those of then. A line that was decided more than once (in
    parts, or looked at again) counts once, with the most that was asked of it.
    """
    asked = [each for each in past if _would_judge(policy, each)]
    changes = [change for each in asked for change in _changes(policy, each)]
    largest_first = sorted(changes, key=lambda change: (-change.cents, change.request, change.category))
    once: dict[tuple[str, str], Change] = {}
    for change in largest_first:
        once.setdefault((change.request, change.before.line), change)
    return Simulation(len({each.request for each in asked}), tuple(once.values()))


def _would_judge(policy: Policy, past: Past) -> bool:
    return past.judged_by is None if policy.region is None else past.region == policy.region


def _changes(policy: Policy, past: Past) -> list[Change]:
    after = evaluate(policy, past.question)
    return [
        Change(past.request, line.category, line.amount_cents, before, after.route_of(line.id))
        for line in past.question.lines
        if line.id in past.decided and (before := past.answer.route_of(line.id)) != after.route_of(line.id)
    ]
