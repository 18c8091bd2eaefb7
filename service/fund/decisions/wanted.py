"""Which part of each line a signature is for: so many cents, or two of four nights; never above what is open (FND-11).

Pure: what may still be approved comes from the ledger, and PostgreSQL holds to it whatever this says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from service.fund.conditions.rules import Condition
from service.fund.requests.rules import LineFacts


@dataclass(frozen=True)
class ApprovedLine:
    """A line and how much of it: cents, or units (nights, trips) at the price that was asked; all that is open when
    neither is given. With a condition it is promised at once and paid once that is met (FND-11)."""

    line_id: UUID
    cents: int | None = None
    units: int | None = None
    condition: Condition | None = None


@dataclass(frozen=True)
class Open:
    """A line that something of may still be approved, with the units that it was asked for."""

    facts: LineFacts
    units: int


@dataclass(frozen=True)
class Part:
    """What is approved of a line now, in cents; `units` are those that all its approvals together cover."""

    cents: int
    units: int
    condition: Condition | None = None


@dataclass(frozen=True)
class Wanted:
    """The parts of a signature by line; or the one line of which that much is not open."""

    parts: Mapping[UUID, Part] = field(default_factory=dict)
    not_open: UUID | None = None
    open_cents: int = 0

    @property
    def cents(self) -> dict[UUID, int]:
        """What is approved now, by line."""
        return {line: part.cents for line, part in self.parts.items()}


def part_of(line: Open, cents: int | None = None, units: int | None = None) -> Part | None:
    """A part of a line; None when that much is not open.

    Units alone cost what they were asked for, rounded down; the last of them take what is left. Cents alone cover all
    units: whoever approves half the sum of four nights approves four cheaper nights.
    """
    asked, left = line.facts.asked, line.facts.open
    covered = -(-line.facts.approved * line.units // asked)
    if units is not None and not 0 < units <= line.units - covered:
        return None
    whole = units is None or units == line.units - covered
    price = left if whole or units is None else min(left, asked * units // line.units)
    wanted = price if cents is None else cents
    if not 0 < wanted <= left:
        return None
    return Part(wanted, line.units if units is None else covered + units)


def wanted_of(still: Mapping[UUID, Open], asked: Iterable[ApprovedLine] | None) -> Wanted:
    """The part of each line that is named, or all that is open of every line when none is."""
    if asked is None:
        return Wanted({line: Part(each.facts.open, each.units) for line, each in still.items()})
    parts: dict[UUID, Part] = {}
    for wish in asked:
        line = still.get(wish.line_id)
        part = part_of(line, wish.cents, wish.units) if line else None
        if part is None or wish.line_id in parts:
            return Wanted(not_open=wish.line_id, open_cents=line.facts.open if line else 0)
        parts[wish.line_id] = Part(part.cents, part.units, wish.condition)
    return Wanted(parts)
