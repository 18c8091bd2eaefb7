"""The best allotment by the seven levels, proven, or with an honest bound: four searches by a solver, in turn.

First fewest without a place; then agreements and criteria to negotiate; then areas and languages; then fewest shelters.
One sum over all seven would be one search, and many times slower; what each search has reached is a row of the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.operations.allotment.cpsat import Answer, Effort, minimise
from service.operations.allotment.greedy import greedy
from service.operations.allotment.model import Terms, Written, written
from service.operations.allotment.problem import Figures, Plan, Problem, Put
from service.operations.allotment.reduction import reduced
from service.operations.allotment.rules import levels, total

STAGES = ((0,), (1, 2, 3), (4, 5), (6,))
"""Which of the seven levels each search looks for."""


def plan(problem: Problem, effort: Effort | None = None) -> Plan:
    """The best allotment by the seven levels of `Figures` (OPS-01, OPS-06, OPS-07), with its proof or its bound.

    Whatever ends the search early, the plan is legal: at worst the one that is found at once. The same question has the
    same answer, unless the clock or somebody ended the search.
    """
    smaller = reduced(problem)
    puts = greedy(smaller)
    climb = _Climb(smaller, effort or Effort(), puts, levels(total(smaller, puts)))
    if smaller.houses and any(climb.reached):
        climb.all_stages()
    figures = Figures(*climb.reached)
    return Plan(climb.puts, figures, climb.proven, Figures(*climb.bound) if not climb.proven else figures)


def at_once(problem: Problem) -> Plan:
    """A legal plan in milliseconds, with no proof (OPS-06): nothing is known about how good it is."""
    smaller = reduced(problem)
    puts = greedy(smaller)
    return Plan(puts, total(smaller, puts), proven=False, bound=Figures())


@dataclass(slots=True)
class _Climb:
    """The plan so far, its levels, and what is known about them."""

    problem: Problem
    effort: Effort
    puts: tuple[Put, ...]
    reached: tuple[int, ...]
    proven: bool = True
    bound: list[int] = field(default_factory=lambda: [0] * 7)

    def all_stages(self) -> None:
        """Search after search, each with what the ones before have reached as a row."""
        text = written(self.problem, houses_counted=False)
        for stage in STAGES:
            if stage == STAGES[-1]:
                text = written(self.problem, houses_counted=True)
                self._keep(text, range(6))
            self._stage(text, stage)
            self._keep(text, stage)

    def _keep(self, text: Written, stage: Sequence[int]) -> None:
        for level in stage:
            if text.levels[level]:
                text.model.row(text.levels[level], self.reached[level])

    def _stage(self, text: Written, stage: Sequence[int]) -> None:
        weights = _weights(text, stage)
        cost: Terms = {}
        for level, weight in zip(stage, weights, strict=True):
            for variable, each in text.levels[level].items():
                cost[variable] = cost.get(variable, 0) + weight * each
        known = sum(self.reached[level] * weight for level, weight in zip(stage, weights, strict=True))
        if known == 0:
            return
        hint = text.values(self.problem, self.puts)
        found = minimise(text.model, cost, hint, self.effort, light=stage != STAGES[-1])
        self._learn(text, stage, weights, known, found)

    def _learn(
        self, text: Written, stage: Sequence[int], weights: Sequence[int], known: int, found: Answer | None
    ) -> None:
        if found is not None and found.cost < known:
            self.puts = text.puts(found.values)
            self.reached = levels(total(self.problem, self.puts))
            known = found.cost
        if self.proven:
            bound = max(0, found.bound) if found is not None else 0
            self.proven = bound >= known
            self._bounded(stage, weights, min(bound, known))

    def _bounded(self, stage: Sequence[int], weights: Sequence[int], bound: int) -> None:
        for level, weight in zip(stage, weights, strict=True):
            self.bound[level], bound = divmod(bound, weight)


def _weights(text: Written, stage: Sequence[int]) -> list[int]:
    """More for each level than all below it in its stage can add up to, from what they can really reach."""
    weights = [1]
    for level in reversed(stage[1:]):
        weights.append(weights[-1] * (_most(text, text.levels[level]) + 1))
    return weights[::-1]


def _most(text: Written, terms: Terms) -> int:
    return sum(each * text.model.highest[variable] for variable, each in terms.items())
