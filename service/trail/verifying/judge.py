"""Judging the log: who is guilty when hashes do not agree (FND-09). Pure: leaves and checkpoints are handed in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from service.trail.notes import Checkpoint, NoteError, VerifyingKey, open_checkpoint
from service.trail.rules import Frontier, Subtree

Place = tuple[int, int]
"""The order of the log: transaction, then id."""
NodePlace = tuple[int, int]
"""Height and index of a stored subtree."""


class Trouble(StrEnum):
    """What can be wrong with a row."""

    ALTERED = "altered"
    """It is not what the trail vouches for."""
    MISSING = "missing"
    """The trail vouches for it, and it is not there."""
    UNREADABLE = "unreadable"
    """It does not open under its key, or its key is not there although nobody erased it."""
    OUT_OF_ORDER = "out_of_order"
    """Its place in the log is not that of its transaction."""
    NOT_IN_LOG = "not_in_log"
    """It stands among events that are in the log, and is not; or it is a subtree over leaves that are not there."""
    NOT_SIGNED = "not_signed"
    """The checkpoint's note is not signed by this log."""
    WRONG_ROOT = "wrong_root"
    """The leaves before it do not give the root that was signed."""
    REWRITTEN = "rewritten"
    """The log does not begin with what a checkpoint signed that somebody kept outside."""
    SHORTER = "shorter"
    """The log ends before a checkpoint that somebody kept outside: an older copy was restored, or it was cut."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One row that is not as it should be. Columns are named, their content never is."""

    table: str
    id: str
    trouble: Trouble
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place in the log: the hash that was kept, and that of the event's record as it stands, if it stands."""

    index: int
    event_id: int
    kept: bytes
    found: bytes | None


@dataclass(frozen=True, slots=True)
class Leaves:
    """Many places in the order of the log, column by column: most logs are sound, and an object a leaf is half the
    work of verifying one."""

    indexes: Sequence[int]
    event_ids: Sequence[int]
    kept: Sequence[bytes]
    found: Sequence[bytes | None]

    def between(self, start: int, end: int) -> Leaves:
        """Those at these positions of the columns."""
        cut = slice(start, end)
        return Leaves(self.indexes[cut], self.event_ids[cut], self.kept[cut], self.found[cut])

    def each(self) -> list[Leaf]:
        """One by one."""
        columns = zip(self.indexes, self.event_ids, self.kept, self.found, strict=True)
        return [Leaf(*column) for column in columns]

    @property
    def altered(self) -> set[int]:
        """The events whose record does not hash to what was kept, or is gone."""
        if self.kept == self.found:
            return set()
        return {leaf.event_id for leaf in self.each() if leaf.found != leaf.kept}


@dataclass(frozen=True, slots=True)
class Node:
    """A stored subtree's hash, if it is there, and what it should be by the kept leaves, and by the records."""

    place: NodePlace
    stored: bytes | None
    kept: bytes
    found: bytes

    def wrong(self, guilty: str) -> Wrong | None:
        """What is wrong with it, where `guilty` is the table whose rows were altered where the two trees differ."""
        if self.stored is None:
            return Wrong("trail_nodes", node_id(*self.place), Trouble.MISSING)
        if self.stored == (self.kept if guilty == "events" else self.found):
            return None
        return Wrong("trail_nodes", node_id(*self.place), Trouble.ALTERED, ("hash",))


def node_id(height: int, index: int) -> str:
    """How a stored subtree is named: `8/3` is the fourth of 256 leaves."""
    return f"{height}/{index}"


class TreeJudge:
    """Rebuilds the tree from the leaves in order and holds each checkpoint, and each stored subtree, against it.

    When a record does not hash to its leaf, the next signed root tells which of the two was altered: the tree of
    the kept leaves is right, and it was the event; or that of the records is, and it was the leaf. Only then is known
    what a subtree over them should be.
    """

    def __init__(self, key: VerifyingKey) -> None:
        self._key = key
        self._kept = Frontier()
        self._found = Frontier()
        self._doubts: list[Leaf] = []
        self._stored: Mapping[NodePlace, bytes] | None = None
        self._nodes: list[Node] = []
        self.lost = False
        """Whether no root can be rebuilt any more, and no subtree."""
        self._next = 0
        self.wrong: list[Wrong] = []

    def expect(self, stored: Mapping[NodePlace, bytes]) -> None:
        """The stored subtrees that the next leaves complete; without this, none are looked at."""
        self._stored = stored

    def take(self, leaves: Leaves) -> None:
        """Take the next leaves; where nothing is the matter with them, without looking at each."""
        following = list(range(self._next, self._next + len(leaves.indexes)))
        if self._found != self._kept or leaves.kept != leaves.found or leaves.indexes != following:
            self.add(leaves.each())
            return
        self._next += len(following)
        self._kept, filled = self._kept.grow(leaves.kept)
        self._found = self._kept
        self._hold_nodes(filled, filled)

    def add(self, leaves: Sequence[Leaf]) -> None:
        """Take the next leaves; a gap in their indexes is named once, and from there no root can be rebuilt."""
        for leaf in leaves:
            if leaf.index != self._next and not self.lost:
                self._lose("trail_leaves", self._next, Trouble.MISSING)
            self._next = leaf.index + 1
        doubts = [leaf for leaf in leaves if leaf.found not in (leaf.kept, None)]
        kept = [leaf.kept for leaf in leaves]
        before = self._kept
        self._kept, filled = before.grow(kept)
        by_records = filled
        if doubts or self._found != before:
            self._found, by_records = self._found.grow([leaf.found or leaf.kept for leaf in leaves])
        else:
            self._found = self._kept
        self._doubts += doubts
        self._hold_nodes(filled, by_records)

    def _hold_nodes(self, kept: Sequence[Subtree], found: Sequence[Subtree]) -> None:
        """Keep those in mind that are not what both trees say; the others are as they should be."""
        if self._stored is None or self.lost:
            return
        for one, other in zip(kept, found, strict=True):
            place = one.height, one.index
            stored = self._stored.get(place)
            if not stored == one.hash == other.hash:
                self._nodes.append(Node(place, stored, one.hash, other.hash))

    def judge(self, size: int, root: bytes, note: str) -> None:
        """Hold a checkpoint's row against its signature, and its root against the leaves so far."""
        try:
            checkpoint = open_checkpoint(note, self._key)
        except NoteError:
            self.wrong.append(Wrong("trail_checkpoints", str(size), Trouble.NOT_SIGNED, ("note",)))
            return
        if altered := _altered(checkpoint, size, root):
            self.wrong.append(Wrong("trail_checkpoints", str(size), Trouble.ALTERED, altered))
        elif not self.lost:
            self._compare(checkpoint)

    def hold(self, kept: Checkpoint) -> None:
        """Hold a checkpoint that was kept outside against the leaves so far: even our own key does not excuse them."""
        if self._next < kept.size:
            self.wrong.append(Wrong("kept", str(kept.size), Trouble.SHORTER))
        elif self._next != kept.size or self._kept.root != kept.root:
            self.wrong.append(Wrong("kept", str(kept.size), Trouble.REWRITTEN))

    def _compare(self, checkpoint: Checkpoint) -> None:
        if self._next < checkpoint.size:
            self._lose("trail_leaves", self._next, Trouble.MISSING)
        elif self._kept.root == checkpoint.root:
            self._found = self._kept
            self._settle("events")
        elif self._found.root == checkpoint.root:
            self._kept = self._found
            self._settle("trail_leaves")
        else:
            self._lose("trail_checkpoints", checkpoint.size, Trouble.WRONG_ROOT)

    def stand(self, strayed: tuple[str, ...], hashes: Sequence[bytes]) -> None:
        """Hold the sequencer's row against all leaves: those that were kept, or the records while nobody knows which
        of the two is right. `strayed` are its columns that do not name the last leaf."""
        if self.lost:
            return
        if not strayed and tuple(hashes) not in (self._kept.hashes, self._found.hashes):
            strayed = ("hashes",)
        if strayed:
            self.wrong.append(Wrong("trail_state", "1", Trouble.ALTERED, strayed))

    def end(self) -> None:
        """No more leaves: what no checkpoint could settle is held against the events."""
        self._settle("events")

    def _lose(self, table: str, number: int, trouble: Trouble) -> None:
        self.wrong.append(Wrong(table, str(number), trouble))
        self._nodes = []  # there is nothing that they could be held against
        self._settle("events")
        self.lost = True

    def _settle(self, guilty: str) -> None:
        for leaf in self._doubts:
            if guilty == "events":
                self.wrong.append(Wrong("events", str(leaf.event_id), Trouble.ALTERED, ("record",)))
            else:
                self.wrong.append(Wrong("trail_leaves", str(leaf.index), Trouble.ALTERED, ("leaf",)))
        self._doubts = []
        self.wrong += [wrong for node in self._nodes if (wrong := node.wrong(guilty))]
        self._nodes = []


class OrderJudge:
    """Sees that each event's transaction follows that of the event before it, and names those that stray.

    Where some do, the longest ascending row of events is believed and the others are named.
    """

    def __init__(self) -> None:
        self.last: Place = (0, 0)
        self.until: Place | None = None
        """The last place that the sequencer gave; nothing in the log can lie beyond it."""

    def add(self, places: Sequence[Place]) -> list[int]:
        """Take the next events' places; the ids of those that stray, among these or the one before them."""
        inside = [place for place in places if self.until is None or place <= self.until]
        beyond = [place[1] for place in places if self.until is not None and place > self.until]
        row = [self.last, *inside]
        if all(a < b for a, b in pairwise(row)):
            self.last = row[-1]
            return beyond
        believed = longest_ascending(row)
        self.last = believed[-1]
        trusted = set(believed)
        return [place[1] for place in row if place not in trusted] + beyond


def longest_ascending(places: Sequence[Place]) -> list[Place]:
    """The longest strictly ascending part of a sequence, in its order."""
    ends: list[Place] = []
    chains: list[tuple[Place, ...]] = []
    for place in places:
        at = bisect_left(ends, place)
        chain = (*(chains[at - 1] if at else ()), place)
        ends[at:] = [place, *ends[at + 1 :]]
        chains[at:] = [chain, *chains[at + 1 :]]
    return list(chains[-1])


def _altered(checkpoint: Checkpoint, size: int, root: bytes) -> tuple[str, ...]:
    """Which columns beside the note do not say what the note says."""
    pairs = (("size", checkpoint.size == size), ("root", checkpoint.root == root))
    return tuple(column for column, same in pairs if not same)
