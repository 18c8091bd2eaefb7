"""A number instead of names: how many could be placed, capped at what was asked, and when even that is too much
(OPS-19)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from service.operations.sites.problem import Allotted, Question
from service.operations.sites.rules import Site

PICTURE: Final = timedelta(minutes=15)
"""How old the picture behind an answer may be. One service sees one picture of a region for so long, whatever it asks,
so that two questions around somebody else's hold cannot be subtracted."""
DAY: Final = timedelta(hours=24)
"""A budget is of any 24 hours; so long, too, is remembered which shelters stood behind the figures told."""

Verdict = Literal["yes", "partly", "no"]
Sites = frozenset[int]
"""Shelters by key."""


@dataclass(frozen=True, slots=True)
class Feasible:
    """`possible` people of those asked: `by_agreement` within agreements, `on_request` beyond them.

    `withheld`: what lies beyond the agreements is not told, because too few shelters would stand behind it.
    """

    possible: int
    by_agreement: int
    on_request: int
    withheld: bool = False


def feasible(allotted: Sequence[Allotted], *, tell: bool) -> Feasible:
    """The figures of a plan. What the asker's own agreements give is always told (POL-03); what lies beyond only when
    the rules below let it be told."""
    by_agreement = sum(item.block.size for item in allotted if item.way != "request")
    on_request = sum(item.block.size for item in allotted if item.way == "request")
    if not tell:
        return Feasible(by_agreement, by_agreement, 0, withheld=True)
    return Feasible(by_agreement + on_request, by_agreement, on_request)


def own_partners(sites: Sequence[Site]) -> tuple[Site, ...]:
    """The asker's own partners alone: then no other shelter's bed moves even the figure by agreement (OPS-19)."""
    return tuple(site for site in sites if site.terms is not None)


def behind(question: Question) -> tuple[Sites, ...]:
    """For each kind of people, the shelters that would take them if they had room.

    Whether they have room plays no part: a figure that is left out for want of free beds would itself tell of them.
    """
    return tuple(
        frozenset(
            house.key for house in question.problem.houses if any(kind in room.admits for room in house.rooms)
        )
        for kind in range(len(question.problem.kinds))
    )


def tellable(new: Collection[Sites], told: Iterable[Sites], own: Sites, minimum: int) -> bool:
    """Whether figures with these shelters behind them may be told, after those already told in a day.

    At least `minimum` shelters stand behind each, not counting the asker's `own` partners, whose agreements it reads
    anyway. And however figures are added and subtracted, what is left is the sum of whole cells, which are the
    shelters that the same figures have in common: each cell has at least `minimum` too. So asking city by city, or
    with and without one kind of people, isolates nobody (design.md section 4).
    """
    if minimum <= 1:
        return True
    if any(len(sites - own) < minimum for sites in new):
        return False
    return all(len(cell - own) >= minimum for cell in cells((*told, *new)))


def cells(sets: Sequence[Sites]) -> tuple[Sites, ...]:
    """The finest parts that these sets cut one another into."""
    found: dict[tuple[int, ...], set[int]] = {}
    for site in frozenset().union(*sets):
        signature = tuple(index for index, one in enumerate(sets) if site in one)
        found.setdefault(signature, set()).add(site)
    return tuple(frozenset(cell) for cell in found.values())


def verdict(asked: int, possible: int) -> Verdict:
    """Yes, partly or no (OPS-19)."""
    if possible >= asked:
        return "yes"
    return "partly" if possible else "no"
