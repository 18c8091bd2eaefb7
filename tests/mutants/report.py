"""What mutation testing found, file by file, and whether it is good enough."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OVERALL = 0.85
EACH = 0.70

KILLED = {1, 2, 3}
"""How pytest ends when a test fails, when collecting fails, and when pytest itself falls over."""
TIMED_OUT = {-24, 24, 152, 36, 255, -9}
"""By signal or by code: a mutant that never ends was noticed."""
UNNOTICED = {0, 5, 33}
"""All tests passed, or no test reaches the mutant."""


@dataclass(frozen=True)
class Examined:
    """One file of rules: how many mutants it had, and the names of those that nobody noticed."""

    rule: str
    mutants: int
    survivors: tuple[str, ...]

    @property
    def killed(self) -> int:
        """How many were noticed, those that never ended included."""
        return self.mutants - len(self.survivors)

    @property
    def ratio(self) -> float:
        """Noticed of all; a file without any mutant has nothing to miss."""
        return self.killed / self.mutants if self.mutants else 1.0


def examined(rule: str, workshop: Path) -> Examined:
    """What mutmut wrote down about one file. Raises ValueError about a mutant it did not finish."""
    found = workshop / "mutants" / f"{rule}.meta"
    codes = json.loads(found.read_text(encoding="utf-8"))["exit_code_by_key"] if found.exists() else {}
    unclear = [name for name, code in codes.items() if code not in KILLED | TIMED_OUT | UNNOTICED]
    if unclear:
        raise ValueError(f"neither killed nor alive: {', '.join(unclear)}")
    return Examined(rule, len(codes), tuple(name for name, code in codes.items() if code in UNNOTICED))


def all_of(found: Sequence[Examined]) -> Examined:
    """The files as one."""
    return Examined(
        "all", sum(each.mutants for each in found), tuple(x for each in found for x in each.survivors)
    )


def too_weak(found: Sequence[Examined]) -> list[str]:
    """Which files, or all together, fall short of what the project asks for."""
    weak = [each.rule for each in found if each.ratio < EACH]
    return [*weak, "all"] if all_of(found).ratio < OVERALL else weak


def table(found: Sequence[Examined]) -> str:
    """The figures, one line a file, the weakest last before the sum."""
    ordered = [*sorted(found, key=lambda each: -each.ratio), all_of(found)]
    width = max(len(each.rule) for each in ordered)
    head = f"{'rules':<{width}}  mutants  killed  survived   ratio"
    lines = [
        f"{each.rule:<{width}}  {each.mutants:>7}  {each.killed:>6}  {len(each.survivors):>8}  {each.ratio:>6.1%}"
        for each in ordered
    ]
    return "\n".join([head, *lines])
