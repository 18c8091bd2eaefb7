"""Whether a regular expression may take exponential time, by its construction and not by a clock.

A backtracking matcher is exponential where one text leads from a state back to it by two ways (Weideman et al., 2016,
"Analyzing matching time behavior of backtracking regular expression matchers"). The expression becomes an automaton of
its single signs; two ways at once are walked side by side through each of its loops. What is counted is taken as
without end, and what looks around as nothing: both can only find too much.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from re import _constants as sre  # the standard library's own parser
from re import _parser as parser
from typing import Any

SIGNS = "".join(map(chr, range(128))) + "éÉœŒ’–—€\u00a0\u2028٣中ß\ufeff\U0001f600"
"""Enough of all signs to tell the classes of our expressions apart."""
SEVERAL = 3
"""A count up to here is written out; a higher one is taken as without end."""
AROUND = {sre.AT, sre.ASSERT, sre.ASSERT_NOT, sre.GROUPREF, sre.GROUPREF_EXISTS}


class Automaton:
    """States with empty steps, and steps over one of a set of signs; the sets are bits over `SIGNS`."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.empty: dict[int, list[int]] = defaultdict(list)
        self.signs: dict[int, tuple[int, int]] = {}
        self.count = 0
        self.flags = pattern.flags
        self._sequence(parser.parse(pattern.pattern, pattern.flags), self.new())

    def new(self) -> int:
        self.count += 1
        return self.count

    def _sequence(self, parsed: Any, at: int) -> int:
        for code, argument in parsed:
            at = self._step(code, argument, at)
        return at

    def _step(self, code: Any, argument: Any, at: int) -> int:
        if code in AROUND:
            return at
        if code is sre.BRANCH:
            return self._branch(argument[1], at)
        if code is sre.SUBPATTERN:
            before = self.flags
            self.flags = before & ~argument[2] | argument[1]
            after = self._sequence(argument[3], at)
            self.flags = before
            return after
        if code is sre.ATOMIC_GROUP:
            return self._sequence(argument, at)
        if code in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            least, most, what = argument
            return self._repeat(least, most, what, at)
        after = self.new()
        self.signs[at] = (members(code, argument, self.flags), after)
        return after

    def _branch(self, ways: Any, at: int) -> int:
        after = self.new()
        for way in ways:
            begin = self.new()
            self.empty[at].append(begin)
            self.empty[self._sequence(way, begin)].append(after)
        return after

    def _repeat(self, least: int, most: Any, what: Any, at: int) -> int:
        for _ in range(min(least, SEVERAL)):
            at = self._sequence(what, self._on(at))
        if most > SEVERAL:
            loop, after = self._on(at), self.new()
            self.empty[self._sequence(what, self._on(loop))].append(loop)
            self.empty[loop].append(after)
            return after
        ends = [at]
        for _ in range(most - least):
            at = self._sequence(what, self._on(at))
            ends.append(at)
        after = self.new()
        for end in ends:
            self.empty[end].append(after)
        return after

    def _on(self, at: int) -> int:
        following = self.new()
        self.empty[at].append(following)
        return following


_KNOWN: dict[tuple[str, str, bool], int] = {}


def members(code: Any, argument: Any, flags: int) -> int:
    """The signs that one step takes, as bits."""
    step = (str(code), str(argument), bool(flags & re.IGNORECASE))
    if step not in _KNOWN:
        _KNOWN[step] = _members(code, argument, flags)
    return _KNOWN[step]


def _members(code: Any, argument: Any, flags: int) -> int:
    found = 0
    for place, sign in enumerate(SIGNS):
        faces = {sign, sign.lower(), sign.upper()} if flags & re.IGNORECASE else {sign}
        if any(len(face) == 1 and _takes(code, argument, ord(face)) for face in faces):
            found |= 1 << place
    return found


def _takes(code: Any, argument: Any, sign: int) -> bool:
    if code is sre.IN:
        turned = argument[0][0] is sre.NEGATE
        return any(_takes(code, each, sign) for code, each in argument[turned:]) is not turned
    if code is sre.LITERAL:
        return bool(sign == argument)
    if code is sre.NOT_LITERAL:
        return bool(sign != argument)
    if code is sre.RANGE:
        return bool(argument[0] <= sign <= argument[1])
    if code is sre.CATEGORY:
        return _in_category(argument, chr(sign))
    return True  # ANY


def _in_category(name: Any, sign: str) -> bool:
    word = str(name).removeprefix("CATEGORY_").lower()
    letter = {"digit": "d", "space": "s", "word": "w"}[word.removeprefix("not_")]
    return re.match(f"\\{letter.upper() if word.startswith('not_') else letter}", sign) is not None


def exponential(pattern: re.Pattern[str]) -> bool:
    """Whether two ways over one text lead back to where they began."""
    machine = Automaton(pattern)
    steps = {state: list(_steps(machine, after)) for state, (_, after) in machine.signs.items()}
    taken = {state: signs for state, (signs, _) in machine.signs.items()}
    for loop in loops(steps):
        inside = {state: [each for each in steps[state] if each in loop] for state in loop}
        if any(len(ways) != len(set(ways)) for ways in inside.values()):
            return True
        if len(loop) > 1 and _meets(inside, taken):
            return True
    return False


def _steps(machine: Automaton, at: int) -> Iterator[int]:
    """The signs that may follow a state, once for each way of empty steps that leads there: twice where some of them
    go round, because what may be empty is repeated there."""

    def walk(state: int, seen: frozenset[int]) -> Iterator[int]:
        if state in machine.signs:
            yield state
        for following in machine.empty[state]:
            again = following in seen
            yield from beyond(following) if again else walk(following, seen | {following})

    def beyond(state: int) -> Iterator[int]:
        reached, waiting = set(), [state]
        while waiting:
            if (one := waiting.pop()) not in reached:
                reached.add(one)
                waiting += machine.empty[one]
        yield from (one for one in reached if one in machine.signs)

    yield from walk(at, frozenset({at}))


def _meets(inside: dict[int, list[int]], taken: dict[int, int]) -> bool:
    """Whether two walkers who part somewhere within a loop, over one text, can meet again where they began."""
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    waiting = [(state, state) for state in inside]
    while waiting:
        pair = waiting.pop()
        if pair in pairs:
            continue
        if taken[pair[0]] & taken[pair[1]] == 0:
            pairs[pair] = []
            continue
        pairs[pair] = [
            (one, other) for one in inside[pair[0]] for other in inside[pair[1]] if taken[one] & taken[other]
        ]
        waiting += pairs[pair]
    return any(
        any(one == other for one, other in group) and any(one != other for one, other in group)
        for group in loops(pairs)
    )


def loops(graph: Any) -> list[set[Any]]:
    """The strongly connected parts that hold a loop (Kosaraju), without recursion."""
    order, seen = [], set()
    for root in graph:
        stack = [(root, iter(graph[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            state, rest = stack[-1]
            following = next((each for each in rest if each not in seen and each in graph), None)
            if following is None:
                order.append(state)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(graph[following])))
    return _gathered(graph, order)


def _gathered(graph: Any, order: list[Any]) -> list[set[Any]]:
    back = defaultdict(list)
    for state in graph:
        for following in graph[state]:
            back[following].append(state)
    found, placed = [], set()
    for root in reversed(order):
        part, waiting = set(), [root]
        while waiting:
            state = waiting.pop()
            if state not in placed and state in graph:
                placed.add(state)
                part.add(state)
                waiting += back[state]
        if len(part) > 1 or (part and root in graph[root]):
            found.append(part)
    return found


@cache
def judged(pattern: str, flags: int = 0) -> bool:
    """The same, of an expression as it is written."""
    return exponential(re.compile(pattern, flags))
