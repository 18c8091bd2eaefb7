"""Why somebody has no place in a plan, in numbers (OPS-07, screens: "a fourth place is missing")."""

from dataclasses import dataclass
from typing import Literal

from service.operations.allotment.greedy import plus_one
from service.operations.allotment.problem import House, Plan, Problem
from service.operations.allotment.rules import Filling, apart, seats

Cause = Literal["nobody_admits", "label", "alone", "full"]


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """`blocks` of one kind without a place.

    `label`: `waiting` blocks bear `label`, only `sites` houses admit them, one each; lifting it would place
    one more. `alone`: a bed is free, but only where somebody of the operation already is. `full`: all beds
    of the `sites` that admit them are used. `nobody_admits`: no house does.
    """

    kind: int
    blocks: int
    cause: Cause
    sites: int
    label: str | None = None
    waiting: int = 0


def explained(problem: Problem, plan: Plan) -> tuple[NotPlaced, ...]:
    """One reason for each kind that has blocks left without a place, in the order of the kinds."""
    fillings = _fillings(problem, plan)
    left = plan.left(problem)
    return tuple(_why(problem, fillings, kind, blocks) for kind, blocks in enumerate(left) if blocks)


def _fillings(problem: Problem, plan: Plan) -> dict[int, Filling]:
    fillings: dict[int, Filling] = {house.key: (0,) * len(problem.kinds) for house in problem.houses}
    for put in plan.puts:
        for _ in range(put.count):
            fillings[put.house] = plus_one(fillings[put.house], put.kind)
    return fillings


def _why(problem: Problem, fillings: dict[int, Filling], kind: int, blocks: int) -> NotPlaced:
    admitting = [house for house in problem.houses if house.admits(kind)]
    label = _scarce_label(problem, kind)
    if not admitting and label is None:
        return NotPlaced(kind, blocks, "nobody_admits", sites=0)
    roomy = [house for house in admitting if seats(house, plus_one(fillings[house.key], kind)) is not None]
    if roomy and label is not None and any(_bound_by_label(problem, house, kind) for house in roomy):
        waiting, sites = _demand(problem, label)
        return NotPlaced(kind, blocks, "label", sites, label, waiting)
    if any(not apart(house, problem.kinds, plus_one(fillings[house.key], kind)) for house in roomy):
        return NotPlaced(kind, blocks, "alone", sites=len(admitting))
    return NotPlaced(kind, blocks, "full" if admitting else "nobody_admits", sites=len(admitting))


def _bound_by_label(problem: Problem, house: House, kind: int) -> bool:
    return bool(problem.kinds[kind].labels_at(house.key)) and not house.alone


def _scarce_label(problem: Problem, kind: int) -> str | None:
    """The label of this kind that more blocks bear than houses could take apart."""
    for label in sorted(problem.kinds[kind].labels):
        waiting, sites = _demand(problem, label)
        if waiting > sites:
            return label
    return None


def _demand(problem: Problem, label: str) -> tuple[int, int]:
    """Blocks that bear the label, those already held included, and houses that hold or admit one of them."""
    bearers = [index for index, kind in enumerate(problem.kinds) if label in kind.labels]
    held = sum(label in house.labels for house in problem.houses)
    sites = sum(label in house.labels or any(map(house.admits, bearers)) for house in problem.houses)
    return held + sum(problem.kinds[index].count for index in bearers), sites
