"""A problem in rows and numbers: who may be where, how much fits, and what each of the seven levels adds up to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.operations.allotment.cpsat import Model
from service.operations.allotment.problem import House, Kind, Price, Problem, Put

Terms = dict[int, int]
"""Variable to coefficient."""


@dataclass(frozen=True, slots=True)
class Pair:
    """So many blocks of a kind in one pool of one house: a variable."""

    kind: int
    house: int
    pool: int


@dataclass(slots=True)
class Written:
    """The model, what its variables stand for, and the seven levels as sums of them, in their order."""

    model: Model = field(default_factory=Model)
    pairs: dict[Pair, int] = field(default_factory=dict)
    unplaced: list[int] = field(default_factory=list)
    levels: tuple[Terms, ...] = field(default_factory=lambda: tuple({} for _ in range(7)))
    beyond: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    """House to the variables that count its requests and its asked places, where it has an agreement."""
    used: dict[int, int] = field(default_factory=dict)
    """House to the variable that says whether anybody comes, where that is counted."""
    apart: dict[int, int] = field(default_factory=dict)
    """House to the variable that says whether somebody is alone there, where somebody may be."""

    def puts(self, values: Sequence[int]) -> tuple[Put, ...]:
        """Who is where, in an answer of the solver."""
        return tuple(
            Put(pair.kind, pair.house, pair.pool, values[variable])
            for pair, variable in self.pairs.items()
            if values[variable]
        )

    def values(self, problem: Problem, puts: Iterable[Put]) -> list[int]:
        """A plan in numbers, as a hint for the solver."""
        found = [0] * len(self.model.highest)
        left = [kind.count for kind in problem.kinds]
        inside: dict[int, int] = {}
        for put in puts:
            found[self.pairs[Pair(put.kind, put.house, put.pool)]] = put.count
            left[put.kind] -= put.count
            inside[put.house] = inside.get(put.house, 0) + put.count
            if put.house in self.apart and problem.kinds[put.kind].alone:
                found[self.apart[put.house]] = 1
        for variable, missing in zip(self.unplaced, left, strict=True):
            found[variable] = missing
        self._hint_houses(problem, inside, found)
        return found

    def _hint_houses(self, problem: Problem, inside: Mapping[int, int], found: list[int]) -> None:
        for house in problem.houses:
            blocks = inside.get(house.key, 0)
            if house.key in self.used:
                found[self.used[house.key]] = int(blocks > 0)
            requests, asked = self.beyond.get(house.key, (None, None))
            over = max(0, blocks - house.automatic)
            if asked is not None:
                found[asked] = min(over, house.asked)
            if requests is not None:
                found[requests] = max(0, over - house.asked)


def written(problem: Problem, *, houses_counted: bool) -> Written:
    """The model of a problem (OPS-02, OPS-07, OPS-09). `houses_counted`: also whether each house is used, which only
    the last level needs and which makes everything before it harder."""
    text = Written()
    for house in problem.houses:
        _House(text, problem, house, houses_counted).write()
    _everybody(text, problem.kinds)
    return text


def _everybody(text: Written, kinds: Sequence[Kind]) -> None:
    """Each block is somewhere or counted as without a place."""
    somewhere: list[Terms] = [{} for _ in kinds]
    for pair, variable in text.pairs.items():
        somewhere[pair.kind][variable] = 1
    for kind, terms in zip(kinds, somewhere, strict=True):
        missing = text.model.number(kind.count)
        text.unplaced.append(missing)
        text.levels[0][missing] = kind.size
        text.model.row({missing: 1, **terms}, kind.count, kind.count)


class _House:
    """Writes one house: its variables, its rows and its part of the levels."""

    def __init__(self, text: Written, problem: Problem, house: House, counted: bool) -> None:
        self.text, self.model, self.house = text, text.model, house
        self.kinds = problem.kinds
        self.counted = counted and not house.occupied
        self.here: list[tuple[int, int, int]] = []
        """(room, kind, variable) of whoever may come."""

    def write(self) -> None:
        for number, room in enumerate(self.house.rooms):
            for kind in sorted(room.admits):
                if room.beds and self._may_come(kind):
                    self._pair(number, kind)
        if not self.here:
            return
        self._company()
        self._beds()
        self._labels()
        self._agreement()
        for _, kind, variable in self.here:
            self._prices(kind, variable)

    def _may_come(self, kind: int) -> bool:
        """Whether what is held there leaves room for this kind at all (OPS-05, OPS-07, OPS-09)."""
        who = self.kinds[kind]
        if self.house.alone or (who.alone and self.house.occupied):
            return False
        return not who.labels_at(self.house.key) & self.house.labels

    def _pair(self, number: int, kind: int) -> None:
        who, room = self.kinds[kind], self.house.rooms[number]
        single = who.alone or bool(who.labels_at(self.house.key))
        variable = self.model.number(1 if single else min(who.count, room.beds))
        self.text.pairs[Pair(kind, self.house.key, room.pool)] = variable
        self.here.append((number, kind, variable))

    def _company(self) -> None:
        """Whoever is to be alone is one, and then nobody else comes; `_room_for` takes the others' room away."""
        if self.counted:
            used = self.text.used[self.house.key] = self.model.number(1)
            self.text.levels[6][used] = 1
        alone = [variable for _, kind, variable in self.here if self.kinds[kind].alone]
        if alone and len(self.here) > 1:
            apart = self.text.apart[self.house.key] = self.model.number(1)
            self.model.row({**dict.fromkeys(alone, 1), apart: -1}, 0, 0)
        if self.counted and alone:
            self.model.row({**dict.fromkeys(alone, 1), used: -1}, 0)

    def _room_for(self, terms: Terms, most: int) -> None:
        """These together are at most so many: none where somebody is alone, none where nobody comes."""
        key = self.house.key
        apart = {self.text.apart[key]: most} if key in self.text.apart else {}
        used = {self.text.used[key]: -most} if key in self.text.used else {}
        self.model.row({**terms, **apart, **used}, 0 if used else most)

    def _company_of(self) -> list[tuple[int, int, int]]:
        return [item for item in self.here if not self.kinds[item[1]].alone]

    def _beds(self) -> None:
        for number, room in enumerate(self.house.rooms):
            terms = {variable: 1 for at, _, variable in self._company_of() if at == number}
            if terms:
                self._room_for(terms, room.beds)
        if self.house.key in self.text.used:
            for kind in sorted({kind for _, kind, _ in self._company_of()}):
                terms = {variable: 1 for _, of, variable in self.here if of == kind}
                self._room_for(terms, min(self.kinds[kind].count, self.house.beds()))

    def _labels(self) -> None:
        bearers: dict[str, Terms] = {}
        for _, kind, variable in self._company_of():
            for label in sorted(self.kinds[kind].labels_at(self.house.key)):
                bearers.setdefault(label, {})[variable] = 1
        for terms in bearers.values():
            if len(terms) > 1:
                self._room_for(terms, 1)

    def _agreement(self) -> None:
        """Automatic places first, then those it asks for, then favours: cheaper first, so in order without a binary."""
        house, everybody = self.house, {variable: 1 for _, _, variable in self.here}
        most = house.beds()
        if not house.automatic and not house.asked:
            self.text.levels[1].update(everybody)
            return
        requests = self.model.number(most) if most > house.automatic + house.asked else None
        asked = self.model.number(min(most, house.asked)) if house.asked else None
        self.text.beyond[house.key] = (requests, asked)
        beyond = {variable: -1 for variable in (requests, asked) if variable is not None}
        if beyond or most > house.automatic:
            self.model.row({**everybody, **beyond}, house.automatic)
        if requests is not None:
            self.text.levels[1][requests] = 1
        if asked is not None:
            self.text.levels[2][asked] = 1

    def _prices(self, kind: int, variable: int) -> None:
        price: Price = self.house.prices[kind]
        size = self.kinds[kind].size
        for level, each in ((3, price.negotiate), (4, price.area), (5, price.language)):
            if each:
                self.text.levels[level][variable] = size * each
