"""The rows of a bundle: each once, as it stands now, and of it only the columns that an event vouches for (FND-09)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from service.trail.recorder import SealedRow
from service.trail.verifying.vouched import Key


class Standing(Protocol):
    """Looks up the row that an event vouches for."""

    async def standing(self, row: SealedRow) -> tuple[Key, dict[str, Any] | None]:
        """By what the row is found, and how it stands now; nothing when it is gone."""
        ...


@dataclass
class _Row:
    """A row, the columns that some shown event vouches for, and whether a later record about it is left out."""

    sealed: SealedRow
    standing: dict[str, Any] | None
    columns: set[str] = field(default_factory=set)
    hidden: bool = False

    def told(self) -> dict[str, Any]:
        """As the bundle has it: without `row` when a record that is left out says last how it should be."""
        named = {"table": self.sealed.table, "id": str(self.sealed.id)}
        if self.hidden:
            return named
        if self.standing is None:
            return {**named, "row": None}
        return {**named, "row": {c: v for c, v in self.standing.items() if c in self.columns}}


class Disclosed:
    """Numbers rows as events vouch for them; a row that several vouch for has one number."""

    def __init__(self, rows: Standing) -> None:
        self._vouched = rows
        self._places: dict[tuple[str, Key], int] = {}
        self._rows: list[_Row] = []

    async def show(self, sealed: SealedRow) -> int:
        """The number of the row that an event which is shown vouches for."""
        key, standing = await self._vouched.standing(sealed)
        place = self._places.setdefault((sealed.table, key), len(self._rows))
        if place == len(self._rows):
            self._rows.append(_Row(sealed, standing))
        row = self._rows[place]
        row.columns |= sealed.row.keys()
        row.hidden = False
        return place

    async def hide(self, sealed: Iterable[SealedRow]) -> None:
        """An event that is left out vouches for these: what was shown before is not the last word any more."""
        for each in sealed:
            key, _ = await self._vouched.standing(each)
            if (place := self._places.get((each.table, key))) is not None:
                self._rows[place].hidden = True

    def rows(self) -> list[dict[str, Any]]:
        """All of them, by number."""
        return [row.told() for row in self._rows]
