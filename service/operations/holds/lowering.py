"""Fewer people than were expected: which places are given up, the least good first, and how many of each (OPS-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service.operations.planner import planning
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Fewer:
    """So many fewer of this profile; what is left out is any."""

    count: int
    gender: str | None = None
    age_band: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Line:
    """A place as police may read it. `by_favour`: held because a house said yes beyond its agreements."""

    id: UUID
    number: int
    gender: str
    age_band: str
    label: str | None
    family: UUID | None
    state: str
    by_favour: bool = False


@dataclass(frozen=True)
class GivenUp:
    """How many of the places given up were waiting, asked for, and held."""

    waiting: int = 0
    asked: int = 0
    held: int = 0

    @property
    def places(self) -> int:
        return self.waiting + self.asked + self.held


WORTH: Final = {"waiting": 0, "asked": 1, "held": 2}


def least_good(lines: Sequence[Line], fewer: Sequence[Fewer]) -> tuple[Line, ...] | None:
    """Which places to give up: without a place, then asked for, then held by favour, then held by agreement; of equals
    the last one added (OPS-05). None when there are not so many.

    Only what police read decides: neither a house nor its region does, or the choice would tell where somebody is held
    (POL-03). Whoever stays together is named by hand, never chosen (OPS-08).
    """
    left = sorted((line for line in lines if line.family is None), key=_worth)
    chosen: list[Line] = []
    for wish in fewer:
        found = [line for line in left if line not in chosen and _is(line, wish)][: wish.count]
        if len(found) < wish.count:
            return None
        chosen += found
    return tuple(chosen)


def _worth(line: Line) -> tuple[int, bool, int]:
    return (WORTH[line.state], not line.by_favour, -line.number)


def _is(line: Line, wish: Fewer) -> bool:
    asked = ((wish.gender, line.gender), (wish.age_band, line.age_band), (wish.label, line.label))
    return all(wanted is None or wanted == found for wanted, found in asked)


def given_up(lines: Sequence[Line]) -> GivenUp:
    """How many of each, by what police could read of them before."""
    states = [line.state for line in lines]
    return GivenUp(states.count("waiting"), states.count("asked"), states.count("held"))


BOARD = sql(
    """
    SELECT b.place_id AS id, b.number, b.gender, b.age_band, b.label, b.family, b.state,
        b.place_id IN (SELECT f FROM relais.held_by_favour(:operation) f) AS by_favour
    FROM relais.operation_board(:operation) b WHERE b.state <> 'released'
    """
)


async def board_lines(uow: UnitOfWork, operation_id: UUID) -> tuple[Line, ...]:
    """The operation's places as those whom it names read them."""
    async with planning(uow):
        rows = await uow.rows(BOARD, operation=operation_id)
    return tuple(Line(**row) for row in rows)
