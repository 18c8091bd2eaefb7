"""Free text is a leak (IMM-05): what a short text may not say, in French and in English.

Relais has no field for a status, a file, a name or an identity number. The few short texts that remain (another need, a
reason) are read here before anything is stored. A text is never kept when it is refused, and neither are the words
found.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from service.cases.screening import allowed, people
from service.cases.screening.complaints import COMPLAINT
from service.cases.screening.numbers import numbers_in
from service.cases.screening.phrases import Kind, Phrases
from service.cases.screening.status import STATUS
from service.cases.screening.views import View, is_hidden, view_of
from service.refusals import Said

LONGEST: Final = 280
"""Characters. A short text names a thing; longer ones become stories."""

About = Literal["need", "name", "identifier"]
"""What a text is for: a need; the name of an organisation, a place or a supplier; or what somebody at work signs with
(a reference, a code, an address of mail), whose digits and letters are nobody's who is helped."""

WITHOUT_NUMBER: Final = Said("le besoin, sans numéro", "the need, without a number")
AGE_BAND: Final = Said("tranche d'âge", "age band")
AGAIN: Final = Said("le texte, retapé", "the text, typed again")


@dataclass(frozen=True)
class Finding:
    """What was found, as it was written, of which kind, and what to write in its place."""

    kind: Kind
    words: str
    instead: Said = field(default=AGAIN, compare=False)


Place = tuple[int, int]


@dataclass(frozen=True)
class _Found:
    place: Place
    kind: Kind
    instead: Said


def screen(text: str, about: About = "need") -> tuple[Finding, ...]:
    """Everything in `text` that Relais does not keep, in the order of the text; empty when the text may be kept
    (IMM-05).

    Words of status, identity numbers and ways to reach somebody in French and English, what announces a name or a birth
    date (CNF-02), complaints and records (CPL-01, CPL-06), and signs that nobody sees. A disguise (`v1sa`, `v i s a`,
    look-alike letters) hides nothing. A prepaid bank card may be called a Visa, and an organisation by its name. Takes
    a time in proportion to the length of the text.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", " \n"))
    view = _without_everyday(text, view_of(text))
    found = list(_words(view))
    if about != "identifier":
        found += [*_people(text, view, about), *_numbers(view)]
    found += [each for bare in view.bare() for each in _words(_cards_hidden(bare))]
    found += [_Found((at, at + 1), "control", AGAIN) for at, sign in enumerate(text) if is_hidden(sign)]
    return tuple(_finding(text, each) for each in sorted(_outermost(text, found), key=lambda one: one.place))


def _without_everyday(text: str, view: View) -> View:
    """The view with what is harmless blotted out: organisations' names, everyday complaints, bank cards."""
    named = [found.span() for pattern in allowed.ORGANISATIONS for found in pattern.finditer(text)]
    inside = [_letters_of(view, span) for span in named]
    everyday = [found.span() for found in allowed.EVERYDAY.finditer(view.letters)]
    return _cards_hidden(view.without([*inside, *everyday]))


def _letters_of(view: View, span: Place) -> Place:
    """Which letters of the view stand for a stretch of the text."""
    within = [index for index, (at, _) in enumerate(view.places) if span[0] <= at < span[1]]
    return (within[0], within[-1] + 1) if within else (0, 0)


def _cards_hidden(view: View) -> View:
    """Hides a bank card's "visa" from the search, unless the text also speaks of a visa that expires or is refused."""
    if allowed.CONFIRMING.search(view.letters):
        return view
    return view.without(found.span() for found in allowed.CARDS.finditer(view.letters))


def _words(view: View) -> Iterator[_Found]:
    for each in (*STATUS, *COMPLAINT):
        yield from _matches(each, view)


def _matches(each: Phrases, view: View) -> Iterator[_Found]:
    for found in each.pattern.finditer(view.letters):
        yield _Found(view.span(*found.span()), each.kind, each.instead)


def _numbers(view: View) -> Iterator[_Found]:
    """Numbers, and whole dates that can only be of a birth; hours, years, rooms and the dates of nights are neither."""
    harmless = (allowed.DATES, allowed.YEARS, allowed.TIMES, allowed.ROOMS)
    spans = [found.span() for pattern in harmless for found in pattern.finditer(view.letters)]
    for found in people.OLD_DATES.finditer(view.letters):
        yield _Found(view.span(*found.span()), "birth", AGE_BAND)
        spans.append(found.span())
    for span in numbers_in(view.without(spans)):
        yield _Found(view.span(*span), "number", WITHOUT_NUMBER)


def _people(text: str, view: View, about: About) -> Iterator[_Found]:
    for each in (people.BIRTHS, *people.CONTACTS):
        yield from _matches(each, view)
    if about == "need":
        yield from _matches(people.NAMES, view)
        for titled in (people.TITLES, people.CALLED):
            for found in titled.pattern.finditer(text):
                yield _Found(found.span(), "name", titled.instead)


def _outermost(text: str, found: Iterable[_Found]) -> Iterator[_Found]:
    """In order of the text, each stretch once: what overlaps or stands side by side, of one kind, is one finding.

    A sign that nobody sees is told beside the word that it stands in.
    """
    words: list[_Found] = []
    for each in sorted(found, key=lambda one: (one.place[0], -one.place[1], one.kind)):
        if each.kind == "control":
            yield each
        elif words and _together(text, words[-1], each):
            last = words[-1]
            end = max(each.place[1], last.place[1])
            words[-1] = _Found((last.place[0], end), last.kind, last.instead)
        elif not words or each.place[0] >= words[-1].place[1]:
            words.append(each)
    yield from words


def _together(text: str, first: _Found, second: _Found) -> bool:
    """Whether two findings of one kind overlap, or only a blank or a hyphen stands between them."""
    return first.kind == second.kind and not text[first.place[1] : second.place[0]].strip(" -")


def _finding(text: str, found: _Found) -> Finding:
    written = text[slice(*found.place)]
    if found.kind == "control":
        return Finding("control", f"U+{ord(written):04X}", found.instead)
    seen = "".join(sign for sign in written if not is_hidden(sign))
    return Finding(found.kind, seen.strip(), found.instead)
