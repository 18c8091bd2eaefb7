"""The solver, and the only module that knows which one it is: CP-SAT of OR-Tools, below its Python layer.

`cp_model_helper` is the C++ binding itself: a tenth of the memory of `cp_model`, and no pandas (decision 18). It is not
a documented surface, so the version is pinned and what is used of it is written down here as types. It is imported with
the first plan, so that serving costs nothing until somebody plans (P7).
"""

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Final, Protocol, cast

LOWEST: Final = -(2**40)
"""Below whatever a row of ours can add up to."""


class _Numbers(Protocol):
    def extend(self, values: list[int], /) -> None: ...


class _Linear(Protocol):
    vars: _Numbers
    coeffs: _Numbers
    domain: _Numbers


class _Hint(Protocol):
    vars: _Numbers
    values: _Numbers


class _Repeated(Protocol):
    def add(self) -> Any: ...


class _Proto(Protocol):
    variables: _Repeated
    constraints: _Repeated
    objective: _Linear
    solution_hint: _Hint


class _Parameters(Protocol):
    num_workers: int
    linearization_level: int
    random_seed: int
    max_deterministic_time: float
    max_time_in_seconds: float
    max_presolve_iterations: int
    cp_model_probing_level: int


class _Response(Protocol):
    status: object
    solution: Sequence[int]
    objective_value: float
    best_objective_bound: float


class _Wrapper(Protocol):
    def set_parameters(self, parameters: _Parameters) -> None: ...
    def solve(self, model: _Proto) -> _Response: ...
    def stop_search(self) -> None: ...


class _Bindings(Protocol):
    OPTIMAL: object
    FEASIBLE: object
    MODEL_INVALID: object

    def CpModelProto(self) -> _Proto: ...  # noqa: N802 - its name
    def SatParameters(self) -> _Parameters: ...  # noqa: N802 - its name
    def SolveWrapper(self) -> _Wrapper: ...  # noqa: N802 - its name


@cache
def _bindings() -> _Bindings:
    return cast(_Bindings, import_module("ortools.sat.python.cp_model_helper"))


@dataclass(slots=True)
class Model:
    """Whole numbers from zero to `highest`, and rows that a sum of them keeps within."""

    highest: list[int] = field(default_factory=list)
    rows: list[tuple[tuple[int, ...], tuple[int, ...], int, int]] = field(default_factory=list)

    def number(self, highest: int) -> int:
        """A new variable between 0 and `highest`; its index."""
        self.highest.append(highest)
        return len(self.highest) - 1

    def row(self, terms: Mapping[int, int], most: int, least: int = LOWEST) -> None:
        """least <= the sum of coefficient times variable <= most."""
        self.rows.append((tuple(terms), tuple(terms.values()), least, most))


@dataclass(frozen=True, slots=True)
class Answer:
    """The values found, what they cost, and what nothing can cost less than. Proven when the two are one."""

    values: tuple[int, ...]
    cost: int
    bound: int


class Interrupt:
    """Ends a search from another thread, at once; a search that has not begun yet ends as it begins."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: _Wrapper | None = None
        self.set = False

    def stop(self) -> None:
        """End what runs and whatever would follow."""
        with self._lock:
            self.set = True
            if self._running is not None:
                self._running.stop_search()

    def begins(self, search: _Wrapper | None) -> bool:
        """This search is the one that `stop` ends from now on. False when it was stopped before it began."""
        with self._lock:
            self._running = search
            return not self.set


@dataclass(slots=True)
class Effort:
    """How hard to try. `work` is counted by the solver, alike on every machine, so that the same question has the same
    answer; the clock (`seconds`, in all) only guards against a machine that is too slow. `work` is for one search."""

    work: float = 2.0
    seconds: float = 8.0
    interrupt: Interrupt = field(default_factory=Interrupt)
    until: float | None = None

    def seconds_left(self) -> float:
        """Until the clock ends the search; it begins with the first question about it."""
        if self.until is None:
            self.until = time.monotonic() + self.seconds
        return max(0.0, self.until - time.monotonic())


def minimise(
    model: Model, cost: Mapping[int, int], hint: Iterable[int], effort: Effort, *, light: bool
) -> Answer | None:
    """The cheapest values that keep every row; None when none was found before the effort ended.

    `light`: little is simplified beforehand, which pays where the answer is near the hint; without it, half the work is
    spent, because that is the search for what matters least. Raises `ValueError` for a
    model that is none.
    """
    solver, seconds = _bindings(), effort.seconds_left()
    search = solver.SolveWrapper()
    search.set_parameters(
        _parameters(solver, effort.work if light else effort.work / 2, seconds, light=light)
    )
    if seconds <= 0 or not effort.interrupt.begins(search):
        return None
    try:
        found = search.solve(_written(solver, model, cost, list(hint)))
    finally:
        effort.interrupt.begins(None)
    if found.status == solver.MODEL_INVALID:
        raise ValueError("the solver does not take this model")
    if found.status not in (solver.OPTIMAL, solver.FEASIBLE):
        return None
    value = round(found.objective_value)
    bound = value if found.status == solver.OPTIMAL else round(found.best_objective_bound)
    return Answer(tuple(found.solution), value, bound)


def _parameters(solver: _Bindings, work: float, seconds: float, *, light: bool) -> _Parameters:
    """One worker: two, on this size, lose the linear relaxation and with it the proof (decision 18)."""
    parameters = solver.SatParameters()
    parameters.num_workers = 1
    parameters.linearization_level = 2
    parameters.random_seed = 0
    parameters.max_deterministic_time = work
    parameters.max_time_in_seconds = seconds
    if light:
        parameters.max_presolve_iterations = 1
        parameters.cp_model_probing_level = 0
    return parameters


def _written(solver: _Bindings, model: Model, cost: Mapping[int, int], hint: list[int]) -> _Proto:
    proto = solver.CpModelProto()
    for highest in model.highest:
        proto.variables.add().domain.extend([0, highest])
    for variables, coefficients, least, most in model.rows:
        linear: _Linear = proto.constraints.add().linear
        linear.vars.extend(list(variables))
        linear.coeffs.extend(list(coefficients))
        linear.domain.extend([least, most])
    proto.objective.vars.extend(list(cost))
    proto.objective.coeffs.extend(list(cost.values()))
    proto.solution_hint.vars.extend(list(range(len(hint))))
    proto.solution_hint.values.extend(hint)
    return proto
