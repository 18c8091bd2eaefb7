"""How a text is looked at: as it reads, and as it reads once what hides a word is taken away (IMM-05).

A view is folded: lower case, no accents, look-alike letters of other alphabets as the Latin ones that they imitate.
Each letter remembers where it stood, so that a finding quotes the text as it was written.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_CYRILLIC: Final = "аa вb гr еe ёe зe иu кk мm нh оo рp сc тt уy хx іi јj ѕs һh ԁd ԛq ԝw ѵv үy Ѕs Үy Зe Уy"
_GREEK: Final = "αa βb γy εe ζz ηn ιi κk νv οo ρp τt υu χx ωw ϲc Ηh Νn Υy Ρp"
_LATIN: Final = "ıi łl øo đd ħh ŧt ſs ɑa ɡg ʀr ƒf Øo Łl Đd"
LOOK_ALIKES: Final = {pair[0]: pair[1] for pair in f"{_CYRILLIC} {_GREEK} {_LATIN}".split()}
"""What another letter looks like. One sign for one sign: a word spelt with them reads the same to a human."""

APOSTROPHES: Final = frozenset("’ʼ‘´`′")
DASHES: Final = frozenset("‐‑‒–—−﹣－⁃")
HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
"""Control, format (invisible and direction-changing), private, unassigned characters and half a pair."""


@dataclass(frozen=True)
class View:
    """Folded letters, and for each of them its place in the text (half-open)."""

    letters: str
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text these letters stand (half-open)."""
        return self.places[start][0], self.places[end - 1][1]

    def without(self, spans: Iterable[tuple[int, int]]) -> "View":
        """The same with these stretches of its letters blotted out, letter for letter."""
        letters = self.letters
        for start, end in spans:
            letters = letters[:start] + "#" * (end - start) + letters[end:]
        return View(letters, self.places)

    def bare(self) -> Iterator["View"]:
        """The view without disguise: `v1sa`, `v i s a`, `v.i.s.a` and `viiisa` read as what they say.

        Twice where letters stand alone: the last of them may begin what follows, as in `v i s a à payer`.
        """
        read = _unleet(self)
        runs = list(_SPELT.finditer(read.letters))
        yield _once(_joined(read, runs, whole=True))
        if runs:
            yield _once(_joined(read, runs, whole=False))


def is_hidden(sign: str) -> bool:
    """Whether nobody can see this sign; a line break is ordinary."""
    return sign != "\n" and unicodedata.category(sign) in HIDDEN


_TALL: Final = re.compile(r"(?<=[a-zà-ÿ])I(?=[a-zà-ÿ])")
"""A capital I inside a small word is read as the l that it looks like."""


def view_of(text: str) -> View:
    """The text as it reads: signs that nobody sees are left out, whatever looks like a letter is that letter."""
    text = _TALL.sub("l", text)
    return _view((letter, (at, at + 1)) for at, sign in enumerate(text) for letter in _fold(sign))


def _view(pairs: Iterable[tuple[str, tuple[int, int]]]) -> View:
    kept = list(pairs)
    return View("".join(letter for letter, _ in kept), tuple(place for _, place in kept))


def _fold(sign: str) -> Iterator[str]:
    """What one sign reads as: nothing, one letter, or the letters of a ligature."""
    if sign in APOSTROPHES:
        yield "'"
    elif sign in DASHES:
        yield "-"
    elif sign.isspace():
        yield " "
    elif not is_hidden(sign):
        for part in unicodedata.normalize("NFKD", _boxed(sign)):
            yield from _letter(part)


def _letter(sign: str) -> Iterator[str]:
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        yield str(digit)
    elif not unicodedata.combining(sign) and not is_hidden(sign):
        yield from LOOK_ALIKES.get(sign) or _lower(sign)


def _lower(sign: str) -> str:
    return "".join(LOOK_ALIKES.get(letter, letter) for letter in sign.casefold())


def _boxed(sign: str) -> str:
    """A letter in a box or a circle, or half of a flag: none of them decomposes to its letter."""
    code = ord(sign)
    for first in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6):
        if first <= code < first + 26:
            return chr(ord("a") + code - first)
    return sign


LEET: Final = str.maketrans("013457@$!|€", "oieast" + "asiie")
_MIXED: Final = re.compile(r"[a-z0-9@$!|€]+")


def _unleet(view: View) -> View:
    """Digits and signs that stand for letters, in words that have letters too."""

    def read(found: re.Match[str]) -> str:
        word = found.group()
        return word.translate(LEET) if any("a" <= sign <= "z" for sign in word) else word

    return View(_MIXED.sub(read, view.letters), view.places)


_SPELT: Final = re.compile(r"(?<![a-z0-9])[a-z](?:[ .\-_*/|,~+·]{1,4}[a-z](?![a-z0-9])){2,30}")
_GAP: Final = re.compile(r"[^a-z]+")
_BROKEN: Final = re.compile(r"(?<=[a-z])[.\-_*|~·+,](?=[a-z])")


def _joined(view: View, runs: Iterable[re.Match[str]], *, whole: bool) -> View:
    """Words spelt letter by letter are joined (the wider gaps stay), and signs inside words go."""
    gone = {found.start() for found in _BROKEN.finditer(view.letters)}
    for run in runs:
        gaps = [(run.start() + gap.start(), run.start() + gap.end()) for gap in _GAP.finditer(run.group())]
        least = min(end - start for start, end in gaps)
        joined = [gap for gap in gaps if gap[1] - gap[0] == least]
        gone.update(at for start, end in (joined if whole else joined[:-1]) for at in range(start, end))
        gone.difference_update([] if whole else range(*joined[-1]))
    return _view(
        (letter, place)
        for at, (letter, place) in enumerate(zip(view.letters, view.places, strict=True))
        if at not in gone
    )


_DRAWN_OUT: Final = re.compile(r"([a-z])\1{2,60}")


def _once(view: View) -> View:
    """A letter said three times or more is said once."""
    letters, places = list(view.letters), list(view.places)
    for run in reversed(list(_DRAWN_OUT.finditer(view.letters))):
        first, last = run.start(), run.end()
        letters[first:last] = [letters[first]]
        places[first:last] = [(places[first][0], places[last - 1][1])]
    return View("".join(letters), tuple(places))
