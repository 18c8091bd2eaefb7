"""A number instead of names: how many could be placed, capped at what was asked (OPS-19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from service.operations.sites.problem import Allotted

PICTURE: Final = timedelta(minutes=15)
"""How old the picture behind an answer may be. One service sees one picture for so long, whatever it asks, so that
two questions around somebody else's hold cannot be subtracted."""
DAY: Final = timedelta(hours=24)

Verdict = Literal["yes", "partly", "no"]


@dataclass(frozen=True, slots=True)
class Feasible:
    """`possible` people of those asked: `by_agreement` within agreements, `on_request` beyond them.

    `withheld`: a figure was left out because too few shelters stand behind it.
    """

    possible: int
    by_agreement: int
    on_request: int
    withheld: bool = False


def feasible(allotted: Sequence[Allotted], minimum_sites: int) -> Feasible:
    """The figures of a plan. Agreements are the asker's own and always told; what lies beyond them only when at
    least `minimum_sites` distinct shelters stand behind the figure (design.md section 4)."""
    beyond = [item for item in allotted if item.way == "request"]
    by_agreement = sum(item.block.size for item in allotted if item.way != "request")
    on_request = sum(item.block.size for item in beyond)
    if beyond and len({item.site for item in beyond}) < minimum_sites:
        return Feasible(by_agreement, by_agreement, 0, withheld=True)
    return Feasible(by_agreement + on_request, by_agreement, on_request)


def verdict(asked: int, possible: int) -> Verdict:
    """Yes, partly or no (OPS-19)."""
    if possible >= asked:
        return "yes"
    return "partly" if possible else "no"


def picture_for(now: datetime, last: datetime | None) -> datetime:
    """The moment whose picture answers a question asked `now`, when the service's last picture is of `last`."""
    return last if last is not None and now - last < PICTURE else now


def budget_left(asked: Sequence[datetime], now: datetime, budget: int) -> int:
    """How many questions an investigator still has, of `budget` in 24 hours."""
    return max(0, budget - sum(now - at < DAY for at in asked))
