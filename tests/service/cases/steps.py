"""Counts the steps that a backtracking reader takes over a pattern: what no clock can say the same way twice."""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

parser: Any = import_module("re._parser")
"""The only reader of a pattern's structure there is."""

sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))
"""Each sign read is a call here; `re` keeps its own stack."""

Then = Callable[[int], bool]
"""What follows, from a place in the text on."""


@dataclass(frozen=True)
class Repeat:
    """Some nodes, so many times; the fewest first when `lazy`."""

    low: int
    high: int
    inner: list[Any]
    lazy: bool

    @property
    def of_one(self) -> bool:
        """Whether one sign is repeated."""
        return len(self.inner) == 1 and str(self.inner[0][0]) in {"LITERAL", "NOT_LITERAL", "ANY", "IN"}

    def once_less(self) -> "Repeat":
        """What is still to come after one more of them."""
        return replace(self, low=max(self.low - 1, 0), high=self.high - 1)


class Steps:
    """One search of one pattern in one text, as `re` does it: from every place, the first alternative first."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self.text = text
        self.taken = 0
        self.groups: dict[int, str] = {}
        tree = list(parser.parse(pattern.pattern, pattern.flags))
        for start in range(len(text) + 1):
            self.sequence(tree, 0, start, lambda _: True)

    def sequence(self, nodes: Sequence[Any], index: int, at: int, then: Then) -> bool:
        """These nodes from one on, and then what follows."""
        if index == len(nodes):
            return then(at)
        self.taken += 1
        operation, argument = nodes[index]

        def rest(place: int) -> bool:
            return self.sequence(nodes, index + 1, place, then)

        match str(operation):
            case "BRANCH":
                return any(self.sequence(branch, 0, at, rest) for branch in argument[1])
            case "SUBPATTERN":
                return self.group(argument, at, rest)
            case "MAX_REPEAT" | "MIN_REPEAT":
                repeat = Repeat(
                    int(argument[0]), int(argument[1]), list(argument[2]), str(operation) == "MIN_REPEAT"
                )
                return self.run(repeat, at, rest) if repeat.of_one else self.repeat(repeat, at, rest)
            case "ASSERT" | "ASSERT_NOT":
                wanted = str(operation) == "ASSERT"
                return self.looks(argument, at) is wanted and rest(at)
            case "AT":
                return self.stands(str(argument), at) and rest(at)
            case "GROUPREF":
                said = self.groups.get(argument, "")
                return self.text.startswith(said, at) and rest(at + len(said))
            case _:
                return at < len(self.text) and self.one(operation, argument, self.text[at]) and rest(at + 1)

    def group(self, argument: Any, at: int, rest: Then) -> bool:
        """A group, remembered when it has a number."""
        number, _, _, inner = argument

        def after(place: int) -> bool:
            if number is not None:
                self.groups[number] = self.text[at:place]
            return rest(place)

        return self.sequence(list(inner), 0, at, after)

    def run(self, repeat: "Repeat", at: int, rest: Then) -> bool:
        """A repeated sign: read on as far as it goes, then given back one by one, or the other way round."""
        operation, argument = repeat.inner[0]
        end = at
        while (
            end < len(self.text) and end - at < repeat.high and self.one(operation, argument, self.text[end])
        ):
            end += 1
            self.taken += 1
        counts = range(at + repeat.low, end + 1)
        return any(self.step(rest, place) for place in (counts if repeat.lazy else reversed(counts)))

    def step(self, rest: Then, place: int) -> bool:
        self.taken += 1
        return rest(place)

    def repeat(self, repeat: "Repeat", at: int, rest: Then) -> bool:
        """As often as it goes and then less, or the other way round."""

        def more() -> bool:
            after = repeat.once_less()
            return repeat.high > 0 and self.sequence(
                repeat.inner, 0, at, lambda place: place > at and self.repeat(after, place, rest)
            )

        if repeat.low > 0:
            return more()
        return (rest(at) or more()) if repeat.lazy else (more() or rest(at))

    def looks(self, argument: Any, at: int) -> bool:
        """Whether this stands ahead, or behind."""
        direction, inner = argument
        start = at if direction > 0 else at - inner.getwidth()[1]
        return start >= 0 and self.sequence(list(inner), 0, start, lambda place: direction > 0 or place == at)

    def stands(self, where: str, at: int) -> bool:
        before = at > 0 and (self.text[at - 1].isalnum() or self.text[at - 1] == "_")
        after = at < len(self.text) and (self.text[at].isalnum() or self.text[at] == "_")
        match where:
            case "AT_BOUNDARY":
                return before != after
            case "AT_END" | "AT_END_STRING":
                return at == len(self.text)
            case "AT_BEGINNING" | "AT_BEGINNING_STRING":
                return at == 0
        raise KeyError(where)

    def one(self, operation: Any, argument: Any, sign: str) -> bool:
        """Whether a node for one sign takes this one."""
        match str(operation):
            case "LITERAL":
                return bool(ord(sign) == argument)
            case "NOT_LITERAL":
                return bool(ord(sign) != argument)
            case "ANY":
                return sign != "\n"
            case "IN":
                return self.among(argument, sign)
        raise KeyError(str(operation))

    def among(self, items: Sequence[Any], sign: str) -> bool:
        """Whether a class of signs has this one."""
        negated = str(items[0][0]) == "NEGATE"
        found = any(_has(str(name), value, sign) for name, value in items[negated:])
        return found is not negated


def _has(name: str, value: Any, sign: str) -> bool:
    match name:
        case "LITERAL":
            return bool(ord(sign) == value)
        case "RANGE":
            return bool(value[0] <= ord(sign) <= value[1])
        case "CATEGORY":
            digit, word = sign.isdecimal(), sign.isalnum() or sign == "_"
            return {"CATEGORY_DIGIT": digit, "CATEGORY_WORD": word, "CATEGORY_SPACE": sign.isspace()}[
                str(value)
            ]
    raise KeyError(name)
