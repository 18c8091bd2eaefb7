"""A second solver's word on the same problems: `python -m tests.service.operations.allotment.oracle NAME:SEED …`.

HiGHS cannot live in one process with the planner's solver (their symbols clash), so this is a program of its own. It
writes the seven figures of each problem, one JSON list a line. The model is written here from the rules, and shares
nothing with the planner's but the problem: no kind is left out of any house, and all is solved level by level. Presolve
is off: with it, this version answers "optimal" to what is not.
"""

import json
import sys
from typing import Any

import highspy

from service.operations.allotment.problem import House, Kind, Problem
from tests.service.operations.allotment.second import asked


class _Oracle:
    """One problem in HiGHS."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        solver: Any = highspy  # its stubs leave their constructor untyped
        self.solver = solver.Highs()
        for option, value in (
            ("output_flag", False),
            ("presolve", "off"),
            ("threads", 1),
            ("mip_rel_gap", 0.0),
        ):
            self.solver.setOptionValue(option, value)
        self.levels: list[list[Any]] = [[] for _ in range(7)]
        self.inside: list[list[Any]] = [[] for _ in problem.kinds]
        for house in problem.houses:
            self._house(house)
        for kind, inside in zip(problem.kinds, self.inside, strict=True):
            missing = self.solver.addIntegral(lb=0, ub=kind.count)
            self.solver.addConstr(self._sum(inside) + missing == kind.count)
            self.levels[0].append(kind.size * missing)

    def _sum(self, terms: list[Any]) -> Any:
        return self.solver.qsum(terms)

    def _house(self, house: House) -> None:
        kinds, add = self.problem.kinds, self.solver.addConstr
        here = [(n, kind) for n, room in enumerate(house.rooms) for kind in sorted(room.admits)]
        people = {pair: self.solver.addIntegral(lb=0, ub=kinds[pair[1]].count) for pair in here}
        if not people:
            return
        for n, room in enumerate(house.rooms):
            inside = [variable for (at, _), variable in people.items() if at == n]
            if inside:
                add(self._sum(inside) <= room.beds)
        everybody = self._sum(list(people.values()))
        beds = sum(room.beds for room in house.rooms)
        self._apart(house, people, beds)
        used = self.solver.addBinary()
        add(everybody <= beds * used)
        automatic = self.solver.addIntegral(lb=0, ub=house.automatic)
        asked = self.solver.addIntegral(lb=0, ub=house.asked)
        favour = self.solver.addIntegral(lb=0, ub=beds)
        add(everybody == automatic + asked + favour)
        self.levels[1].append(favour)
        self.levels[2].append(asked)
        for (_, kind), variable in people.items():
            self.inside[kind].append(variable)
            price, size = house.prices[kind], kinds[kind].size
            for level, each in ((3, price.negotiate), (4, price.area), (5, price.language)):
                self.levels[level].append(each * size * variable)
        if not house.occupied:
            self.levels[6].append(1 * used)

    def _apart(self, house: House, people: dict[tuple[int, int], Any], beds: int) -> None:
        """Labels once a house, those held there too; whoever is alone has it to themselves."""
        kinds, add = self.problem.kinds, self.solver.addConstr
        bound = {label for kind in kinds for label in kind.labels}
        for label in sorted(bound):
            bearers = [v for (_, kind), v in people.items() if label in _labels(kinds[kind], house)]
            if bearers:
                add(self._sum(bearers) <= (0 if label in house.labels else 1))
        alone = [v for (_, kind), v in people.items() if kinds[kind].alone]
        if alone:
            add(self._sum(alone) <= (0 if house.occupied else 1))
            others = [v for (_, kind), v in people.items() if not kinds[kind].alone]
            if others:
                add(self._sum(others) + beds * self._sum(alone) <= beds)
        if house.alone:
            add(self._sum(list(people.values())) <= 0)

    def figures(self) -> list[int]:
        """The seven levels, one search each, what was reached kept by the next."""
        found = []
        for terms in self.levels:
            if not terms:
                found.append(0)
                continue
            total = self._sum(terms)
            self.solver.minimize(total)
            value = round(self.solver.getInfo().objective_function_value)
            self.solver.addConstr(total <= value)
            found.append(value)
        return found


def _labels(kind: Kind, house: House) -> frozenset[str]:
    return frozenset() if house.key in kind.lifted_at else kind.labels


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write(json.dumps(_Oracle(asked(name)).figures()) + "\n")
